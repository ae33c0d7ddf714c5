import { join } from 'node:path';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { CODE_SPOTS, makeActorClip, readCode } from '../../tools/actor-clip.mjs';
import { walk } from '../../tools/walk.mjs';
import { EXPRESSIONS } from '../../src/shared/labels';
import { servedBuild } from './support';

const site = servedBuild();

describe('a visitor without a dataset', () => {
  let clip: string;

  beforeAll(async () => {
    clip = join(site.folder(), 'actors.y4m');
    await makeActorClip({ file: clip, fps: 10 });
  });

  it('draws faces, trains, judges, takes the weights away and back, and is read by the camera', async () => {
    const seen: Shown[] = [];
    const result = await walk(site.origin(), {
      epochs: 6,
      backend: 'wasm',
      video: clip,
      seconds: 24,
      onSample: async (page) => {
        seen.push(await readShown(page));
      },
    });

    expect(result.import).toMatchObject({ kind: 'sample', images: 1400, rejected: 0 });
    expect(result.train).toMatchObject({ backend: 'wasm', preset: 'fast', selected: 'last' });
    const validation = result.evaluate?.[0];
    expect(validation).toMatchObject({ split: 'validation', heldOut: 'proven' });
    expect(validation?.accuracy).toBeGreaterThanOrEqual(0.9);
    expect(result.weights?.largestProbabilityDifferenceAfterUpload).toBeLessThanOrEqual(1e-5);

    // Frames that show the clip's code and an expression; the actor is in sight in every one of them.
    // Not those just after a cut: a label is a mean over time.
    const judged = seen.filter(
      (shown, at) =>
        shown.truth !== undefined && shown.truth < EXPRESSIONS.length && sceneMs(seen, at) >= SETTLING_MS,
    );
    expect(judged.length).toBeGreaterThan(50);
    const right = judged.filter(({ truth, label }) => label === EXPRESSIONS[truth ?? 0]);
    expect(right.length / judged.length).toBeGreaterThanOrEqual(0.85);
    expect(result.live?.shareWithFace).toBeGreaterThanOrEqual(0.95);

    expect(result.requestsToOtherOrigins).toBe(0);
    expect(result.consoleErrors).toBe(0);
  });
});

const SETTLING_MS = 400; // over which labels are averaged

interface Shown {
  readonly atMs: number;
  readonly truth: number | undefined;
  readonly label: string | null;
}

/** How long the scene of a sample has been seen, without a break. */
function sceneMs(seen: readonly Shown[], at: number): number {
  const { truth, atMs = 0 } = seen[at] ?? {};
  const before = seen.slice(0, at).findLastIndex((shown) => shown.truth !== truth);
  return atMs - (seen[before + 1]?.atMs ?? atMs);
}

/** What the page says of the largest face, and what the clip's code in the same <video> says is true. */
async function readShown(page: Page): Promise<Shown> {
  const { brightness, label } = await page.evaluate((spots) => {
    const video = document.querySelector('video');
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 480;
    const context = canvas.getContext('2d');
    if (!video || !context) return { brightness: [], label: null };
    context.drawImage(video, 0, 0);
    return {
      brightness: spots.map(
        ({ x, y }) => context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data[1] ?? 0,
      ),
      label: document.querySelector('data[data-figure="live-label"]')?.getAttribute('value') ?? null,
    };
  }, CODE_SPOTS);
  return { atMs: performance.now(), truth: readCode(brightness), label };
}
