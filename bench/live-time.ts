/** How steady and how quick the label is: frames at known times, one after the other. */
import type { Recognizer } from '../src/live/recognizer';
import { EXPRESSIONS } from '../src/shared/labels';
import { median } from './live-drawn';
import { exposed, frameOf, type KnownFace, publicTestFaces, STILL } from './live-frames';

const FRAME_MS = 1000 / 15;
const STILL_FRAMES = 150; // ten seconds
const BEFORE_CUT = 30; // frames
const AFTER_CUT = 30;
const NOISE = 4; // standard deviation of a webcam's in room light, 0..255
let clockMs = 0;

/** One frame, a frame's time after the one before. @returns the label shown, by its index; -1 without a face */
async function labelAfter(recognizer: Recognizer, face: KnownFace, seed: number): Promise<number> {
  clockMs += FRAME_MS;
  const frame = exposed(frameOf(face, 0), { light: 1, noise: NOISE, seed });
  const reading = { ...STILL, isStill: false, timeMs: clockMs };
  return (await recognizer.recognize(frame, reading)).faces[0]?.answers[0]?.label ?? -1;
}

/** A pause in which every track is lost. */
function newSession(): void {
  clockMs += 10_000;
}

/** Each of some faces for ten seconds. */
export async function measureStillness(zip: File, count: number, recognizer: Recognizer) {
  const changes: number[] = [];
  for (const face of await publicTestFaces(zip, count)) {
    newSession();
    let last: number | undefined;
    let changed = 0;
    for (let frame = 0; frame < STILL_FRAMES; frame += 1) {
      const label = await labelAfter(recognizer, face, frame);
      if (last !== undefined && label !== last) changed += 1;
      last = label;
    }
    changes.push(changed);
  }
  return { faces: count, median: median(changes), worst: Math.max(...changes), changes };
}

/** Cuts from a neutral face to a happy one, of faces that the model reads so by themselves. */
export async function measureReaction(zip: File, count: number, recognizer: Recognizer) {
  const faces = await publicTestFaces(zip, 60 * count);
  const [neutral, happy] = await Promise.all(
    ['neutral', 'happy'].map((name) =>
      readAs(
        faces,
        EXPRESSIONS.findIndex((label) => label === name),
        count,
        recognizer,
      ),
    ),
  );
  const times: number[] = [];
  for (const [pair, before] of (neutral ?? []).entries()) {
    const after = happy?.[pair];
    if (after) times.push(await cutMs(recognizer, before, after));
  }
  return { cuts: times.length, median: median(times), worst: Math.max(...times), times };
}

async function readAs(
  faces: readonly KnownFace[],
  label: number,
  count: number,
  recognizer: Recognizer,
): Promise<KnownFace[]> {
  const found: KnownFace[] = [];
  for (const face of faces.filter((known) => known.label === label)) {
    if (found.length === count) break;
    const [answer] = (await recognizer.recognize(frameOf(face, 0), STILL)).faces[0]?.answers ?? [];
    if (answer?.label === label && answer.isClear) found.push(face);
  }
  return found;
}

/** From the first frame of the happy face to the first that is called so; Infinity when none is. */
async function cutMs(recognizer: Recognizer, before: KnownFace, after: KnownFace): Promise<number> {
  newSession();
  for (let frame = 0; frame < BEFORE_CUT; frame += 1) await labelAfter(recognizer, before, frame);
  for (let frame = 0; frame < AFTER_CUT; frame += 1) {
    if ((await labelAfter(recognizer, after, frame)) === after.label) return frame * FRAME_MS;
  }
  return Number.POSITIVE_INFINITY;
}
