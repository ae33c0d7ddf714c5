/** How long the built page takes to name a new expression: a clip before the camera that cuts from neutral to happy. */
import { CODE_SPOTS, readCode } from '../tools/actor-clip.mjs';
import { waitFor, readNumber } from '../tools/walk/page-figures.mjs';

// Actors whose neutral face the model in the box calls neutral.
const ACTORS = [2, 3];
export const REACTION_CLIP = {
  seconds: 2, // of each expression
  scenes: ACTORS.flatMap((actor) =>
    /** @type {const} */ (['neutral', 'happy']).map((expression) => ({ faces: [{ actor, expression }] })),
  ),
};
const NEUTRAL = 6; // as the clip's code has it, in the order of EXPRESSIONS
const HAPPY = 3;

/**
 * From the moment at which the page's video shows the first happy frame until the page's words say so: finding, asking,
 * steadying and drawing, and the wait until the words are told again.
 *
 * @param {import('playwright').Page} page on the Live page's site, with the model in use and REACTION_CLIP as its camera
 * @param {number} seconds
 */
export async function measurePageReaction(page, seconds) {
  await page.locator('nav a[href="#/live"]').first().click();
  await page.getByRole('button', { name: 'Start camera' }).click();
  const hasFrames = async () => ((await readNumber(page, 'live-frames')) ?? 0) > 3;
  await waitFor(page, hasFrames, { what: 'camera', limitMs: 120_000 });
  const moments = await page.evaluate(watchWords, { spots: CODE_SPOTS, forMs: seconds * 1000 });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const times = cutTimes(
    moments.map(({ atMs, brightness, label }) => ({ atMs, label, truth: readCode(brightness) })),
  );
  const sorted = times.toSorted((a, b) => a - b);
  return { cuts: times.length, median: sorted[Math.floor(sorted.length / 2)], worst: sorted.at(-1), times };
}

/**
 * What video and words show, at every frame of the screen. For the page: it must not use anything of this file.
 *
 * @param {{ spots: { x: number, y: number }[], forMs: number }} asked
 */
async function watchWords({ spots, forMs }) {
  const video = document.querySelector('video');
  const canvas = new OffscreenCanvas(640, 480);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!video || !context) throw new Error('no video');
  const moments = [];
  const endMs = performance.now() + forMs;
  while (performance.now() < endMs) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    context.drawImage(video, 0, 456, 640, 24, 0, 456, 640, 24);
    const brightness = spots.map(
      ({ x, y }) => context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data[1] ?? 0,
    );
    const label = document.querySelector('data[data-figure="live-label"]')?.getAttribute('value');
    moments.push({ atMs: performance.now(), brightness, label });
  }
  return moments;
}

/**
 * Of every cut from neutral to happy at which the page said neutral.
 *
 * @param {readonly { atMs: number, truth: number | undefined, label: string | null | undefined }[]} moments
 */
function cutTimes(moments) {
  const times = [];
  for (let at = 1; at < moments.length; at += 1) {
    const [before, cut] = [moments[at - 1], moments[at]];
    if (before?.truth !== NEUTRAL || cut?.truth !== HAPPY || before.label !== 'neutral') continue;
    const after = moments.slice(at);
    const next = after.findIndex(({ truth }) => truth !== HAPPY);
    const said = after.findIndex(({ label }) => label === 'happy');
    if (next < 0 && said < 0) continue; // the watch ended before either
    times.push(said < 0 || (next >= 0 && said > next) ? Infinity : (after[said]?.atMs ?? 0) - cut.atMs);
  }
  return times;
}
