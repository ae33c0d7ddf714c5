import { cropFace } from '../../faces/crop';
import { FER2013_IMAGE } from '../../shared/dataset';
import type { Expression } from '../../shared/labels';
import { PURPOSE, randomUniform } from '../../shared/random';
import { drawFrame } from './draw-frame';
import { castActor } from './look';

const FRAME = 2 * FER2013_IMAGE.width; // px: drawn at twice the size and averaged

/**
 * One actor's face as FER2013 would hold it: [48, 48] grey, cut by the code that cuts live faces. Position, size, tilt,
 * light, noise, and how strongly and in which way the expression is played, are drawn from (seed, index, expression).
 */
export function drawFace48(seed: number, index: number, expression: Expression): Uint8Array<ArrayBuffer> {
  const chance = (trait: number) =>
    randomUniform(seed, PURPOSE.actor, TAKE, index, nameHash(expression), trait);
  const between = (trait: number, low: number, high: number) => low + (high - low) * chance(trait);
  // Four uniform numbers together are near enough to a normal one, and need no logarithm (see paths.ts).
  const normal = (trait: number) =>
    (chance(trait) + chance(trait + 1) + chance(trait + 2) + chance(trait + 3) - 2) * SQRT3;
  const frame = drawFrame({
    width: FRAME,
    height: FRAME,
    faces: [
      {
        actor: castActor(seed, index),
        expression,
        way: chance(1),
        intensity: between(2, 0.8, 1.15),
        gaze: { x: 0.012 * normal(10), y: 0.006 * normal(14) },
        // Three quarters of the spread of FER2013, whose centres stray by .04 of the side, sizes by 12 %, rolls by 8 degrees.
        centre: { x: FRAME * (0.5 + 0.03 * normal(20)), y: FRAME * (0.5 + 0.03 * normal(24)) },
        side: FRAME * between(3, 0.91, 1.09),
        roll: (6 / 180) * Math.PI * normal(28),
      },
    ],
    light: {
      direction: { x: between(4, -0.6, 0.6), y: between(5, -0.5, 0.1) },
      level: between(6, 1, 1.16),
      contrast: between(7, 0.98, 1.2),
      noise: between(8, 2, 10),
    },
    noiseSeed: Math.floor(chance(9) * 0x1000000),
  });
  const whole = { centre: { x: FRAME / 2, y: FRAME / 2 }, side: FRAME, roll: 0 };
  return cropFace(frame, whole, FER2013_IMAGE);
}

const TAKE = 2; // second counter of PURPOSE.actor, see look.ts
const SQRT3 = 1.7320508075688772; // scales the sum of four uniform numbers to standard deviation 1

/** A label's own number, whatever the order of the list it stands in. */
function nameHash(name: string): number {
  return [...name].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 65521, 7);
}
