/** What drawn actors play before a camera, frame by frame: for clips, and for tests of whatever reads frames. */
import { drawFrame, type Light, type PlayedFace } from '../src/data/actors/draw-frame';
import { castActor } from '../src/data/actors/look';
import type { RgbaPicture } from '../src/shared/geometry';
import type { Expression } from '../src/shared/labels';

/** One actor of the cast, and what is played. */
export interface Role {
  readonly actor: number;
  readonly expression: Expression;
}

export interface Scene {
  /** Side by side, from the left; up to four. None: an empty room. */
  readonly faces: readonly Role[];
  /** Of the room. dark: a quarter of the light, with a dark camera's noise; side: one half of each face is in the shade. */
  readonly light?: keyof typeof LIGHTS;
  /** The last one walks out of the picture, to the right, by the middle of the scene. */
  readonly isLeaving?: boolean;
  readonly isMirrored?: boolean;
  /** covered: black but for the sensor's noise; frozen: the first moment, again and again. */
  readonly camera?: 'covered' | 'frozen';
}

export const FRAME = { width: 640, height: 480 }; // px

const FRONT = { x: -0.35, y: -0.3 };
const LIGHTS = {
  studio: { direction: FRONT, level: 1, contrast: 1, noise: 5 },
  dark: { direction: FRONT, level: 0.25, contrast: 1, noise: 12 },
  side: { direction: { x: -1.3, y: -0.1 }, level: 1, contrast: 1, noise: 5 },
} satisfies Record<string, Light>;
const COVERED: Light = { direction: FRONT, level: 0, contrast: 1, noise: 5 };

// Where faces stand, px of the frame: as many as fit without one hiding another.
const PLACES: readonly { readonly xs: readonly number[]; readonly side: number }[] = [
  { xs: [], side: 0 },
  { xs: [320], side: 250 },
  { xs: [175, 465], side: 200 },
  { xs: [120, 320, 520], side: 150 },
  { xs: [88, 243, 397, 552], side: 118 },
];
const MIDDLE_Y = 232;

/** A moment of a scene. */
export interface Moment {
  readonly scene: Scene;
  readonly seed: number; // of the cast
  readonly at: number; // frames since the start of the clip
  readonly share: number; // of the scene that is over, 0..1
}

/** One frame. */
export function filmScene({ scene, seed, at, share }: Moment): RgbaPicture {
  const moment = scene.camera === 'frozen' ? { at: 0, share: 0 } : { at, share };
  const frame = drawFrame({
    ...FRAME,
    faces: facesOf(scene, seed, moment),
    light: scene.camera === 'covered' ? COVERED : LIGHTS[scene.light ?? 'studio'],
    noiseSeed: moment.at,
  });
  return scene.isMirrored ? mirrored(frame) : frame;
}

/** Frames of a scene by itself. */
export function* framesOf(scene: Scene, seed: number, count: number): Generator<RgbaPicture, void, void> {
  for (let at = 0; at < count; at += 1) yield filmScene({ scene, seed, at, share: at / count });
}

function facesOf(
  { faces, isLeaving }: Scene,
  seed: number,
  { at, share }: Pick<Moment, 'at' | 'share'>,
): PlayedFace[] {
  const places = PLACES[faces.length];
  if (!places) throw new Error(`a scene of ${faces.length} faces`);
  const { side } = places;
  return faces.map(({ actor, expression }, index) => {
    // People never sit quite still, nor in step.
    const sway = (period: number) => Math.sin((2 * Math.PI * at) / period + index);
    const isOff = isLeaving === true && index === faces.length - 1;
    const x = (places.xs[index] ?? 0) + (isOff ? 2 * share * FRAME.width : 0);
    return {
      actor: castActor(seed, actor),
      expression,
      centre: { x: x + 0.036 * side * sway(47), y: MIDDLE_Y + 0.02 * side * sway(31) },
      side: side * (1 + 0.028 * sway(73)),
      roll: 0.06 * sway(61),
    };
  });
}

function mirrored({ width, height, data }: RgbaPicture): RgbaPicture {
  const pixels = new Uint32Array(data.slice().buffer);
  for (let row = 0; row < height; row += 1) pixels.subarray(row * width, (row + 1) * width).reverse();
  return { width, height, data: new Uint8ClampedArray(pixels.buffer) };
}
