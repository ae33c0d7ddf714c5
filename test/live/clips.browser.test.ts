import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Readings } from '../../src/live/recognize';
import type { RgbaPicture } from '../../src/shared/geometry';
import { glanceAt, lastingTrouble, type Watched, watched } from '../../src/ui/picture-watch';
import { FRAME, framesOf, type Role, type Scene } from '../../tools/actor-scenes';
import { type BoxedRecognizer, FRAMES_PER_SECOND, openBoxedRecognizer } from './boxed-recognizer';

// Clips of drawn actors before the camera's own thread, with the model that comes with the page.

const SEED = 11;
const REACTION_MS = 450;

let recognizer: BoxedRecognizer;
beforeAll(async () => {
  recognizer = await openBoxedRecognizer();
});
afterAll(() => recognizer.close());

const happy = (...actors: readonly number[]): Role[] =>
  actors.map((actor) => ({ actor, expression: 'happy' }));
const play = (scene: Scene, frames: number, row?: 'same') =>
  recognizer.watch(framesOf(scene, SEED, frames), row);

const numbersIn = (readings: readonly Readings[]) =>
  readings.map(({ faces }) => faces.map(({ number }) => number).toSorted((a, b) => a - b));
const labelsIn = (readings: readonly Readings[]) =>
  readings.map(({ faces }) => recognizer.labels[faces[0]?.answers[0]?.label ?? -1]);
const doubtsIn = (readings: readonly Readings[]) => readings.map(({ faces }) => faces[0]?.doubts);
const each = <Value>(count: number, value: Value) => Array.from({ length: count }, () => value);

describe('a clip of some faces', () => {
  it.each([0, 1, 2, 4])('is read as one of %i, each with the same number in every frame', async (count) => {
    const actors = Array.from({ length: count }, (_, actor) => actor);
    const numbers = numbersIn(await play({ faces: happy(...actors) }, 4));
    expect(numbers[0]).toHaveLength(count);
    expect(numbers).toEqual(each(4, numbers[0]));
  });

  it('forgets the number of a face that left, and gives it to nobody else', async () => {
    const walk = numbersIn(await play({ faces: happy(0, 1), isLeaving: true }, 20));
    const [stays, leaves] = walk[0] ?? [];
    expect(walk[0]).toHaveLength(2);
    // Out of the picture by the middle, and forgotten half a second later.
    expect(walk.slice(10)).toEqual(each(10, [stays]));
    const [after] = numbersIn(await play({ faces: happy(0, 2) }, 1, 'same'));
    expect(after).toHaveLength(2);
    expect(after).toContain(stays);
    expect(after).not.toContain(leaves);
  });
});

describe('a clip in another light', () => {
  it('says that a dark one is too dark, and only that one', async () => {
    const dark = doubtsIn(await play({ faces: happy(1), light: 'dark' }, 3));
    expect(dark.map((doubts) => doubts?.includes('too-dark'))).toEqual(each(3, true));
    expect(doubtsIn(await play({ faces: happy(1) }, 3))).toEqual(each(3, []));
  });

  it.each([0, 1, 2])('reads actor %i alike with light from the side and in a mirror', async (actor) => {
    const faces = happy(actor);
    expect(labelsIn(await play({ faces }, 3))).toEqual(each(3, 'happy'));
    expect(labelsIn(await play({ faces, light: 'side' }, 3))).toEqual(each(3, 'happy'));
    expect(labelsIn(await play({ faces, isMirrored: true }, 3))).toEqual(each(3, 'happy'));
  });
});

describe('a clip that cuts from one expression to another', () => {
  it.each([
    [2, 'neutral', 'happy'],
    [3, 'neutral', 'happy'],
    [0, 'happy', 'surprise'],
  ] as const)('is followed in time: actor %i, %s to %s', async (actor, before, after) => {
    const first = labelsIn(await play({ faces: [{ actor, expression: before }] }, 12));
    expect(first).toEqual(each(12, before));
    const frames = 12;
    const then = labelsIn(await play({ faces: [{ actor, expression: after }] }, frames, 'same'));
    // The first frame that says so came this long after the first that shows it.
    const reactionMs = (then.indexOf(after) * 1000) / FRAMES_PER_SECOND;
    expect(then).toContain(after);
    expect(reactionMs).toBeLessThanOrEqual(REACTION_MS);
    expect(then.slice(then.indexOf(after))).toEqual(each(frames - then.indexOf(after), after));
  });
});

describe('a camera that shows no picture', () => {
  const actor = { faces: happy(0) };

  it.each([
    ['black', { ...actor, camera: 'covered' }],
    ['frozen', { ...actor, camera: 'frozen' }],
    ['nothing', actor],
  ] as const)('of these troubles, has this one: %s', async (trouble, scene) => {
    const seen = await troubleIn(framesOf(scene, SEED, 8));
    expect(seen ?? 'nothing').toBe(trouble);
  });

  it('because it is covered, shows no face', async () => {
    expect(numbersIn(await play({ ...actor, camera: 'covered' }, 2))).toEqual([[], []]);
  });
});

const GLANCE_MS = 500;

/** What the page would say of a camera that shows these frames, each for as long as from one glance to the next. */
async function troubleIn(frames: Iterable<RgbaPicture>) {
  const camera = new CanvasCamera();
  const video = Object.assign(document.createElement('video'), { muted: true, srcObject: camera.stream });
  let watch: Watched | undefined;
  let timeMs = 0;
  for (const frame of frames) {
    const shown = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    camera.send(frame);
    void video.play();
    await shown;
    timeMs += GLANCE_MS;
    watch = watched(watch, glanceAt(video, camera.stream, timeMs));
  }
  camera.stop();
  return watch && lastingTrouble(watch, timeMs);
}

/** Sends a frame when told to, through a stream as a camera's. */
class CanvasCamera {
  private readonly canvas = Object.assign(document.createElement('canvas'), FRAME);
  private readonly context = this.canvas.getContext('2d');
  readonly stream = this.canvas.captureStream(0);

  send({ data, width, height }: RgbaPicture): void {
    this.context?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
    for (const track of this.stream.getVideoTracks()) (track as CanvasCaptureMediaStreamTrack).requestFrame();
  }

  stop(): void {
    for (const track of this.stream.getTracks()) track.stop();
  }
}
