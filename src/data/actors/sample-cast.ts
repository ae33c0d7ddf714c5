import type { Split } from '../../shared/dataset';
import { EXPRESSIONS } from '../../shared/labels';
import { PURPOSE, randomPermutation } from '../../shared/random';
import { drawFace48 } from './draw-face';

interface SampleFace {
  readonly label: number; // index into EXPRESSIONS
  readonly split: Split;
  readonly pixels: Uint8Array<ArrayBuffer>; // [48, 48] grey
}

/**
 * The built-in sample set, drawn as it is asked for. Every actor plays all seven expressions once, so there are as many
 * actors as faces per label; 70 % of the actors are for training, 15 % each for validation and test, and none is in two.
 */
export function* sampleCast(seed: number, perLabel: number): Generator<SampleFace, void, void> {
  const order = randomPermutation(perLabel, seed, PURPOSE.split);
  for (let actor = 0; actor < perLabel; actor += 1) {
    const split = splitAt((order[actor] ?? 0) / perLabel);
    for (const [label, expression] of EXPRESSIONS.entries()) {
      yield { label, split, pixels: drawFace48(seed, actor, expression) };
    }
  }
}

function splitAt(share: number): Split {
  if (share < 0.7) return 'train';
  return share < 0.85 ? 'validation' : 'test';
}
