import { randomBits } from '../../../src/shared/random';

type Bytes = Uint8Array<ArrayBuffer>;

/** Chance for one input: every number is a function of the seed and of how many were drawn before. */
export class Dice {
  private drawn = 0;

  constructor(private readonly seed: number) {}

  /** 0 .. below - 1 */
  pick(below: number): number {
    this.drawn += 1;
    return randomBits(this.seed, this.drawn) % Math.max(1, below);
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.pick(items.length)] as Item; // never empty
  }
}

const BYTES = [0, 1, 0x7f, 0x80, 0xff, 10, 13, 32, 34, 44, 48, 57];

/** One to eight changes, anywhere: bytes, whole pieces moved, doubled, cut out, numbers at their limits. */
export function mutated(original: Bytes, dice: Dice): Bytes {
  let bytes = original;
  for (let change = dice.pick(8) + 1; change > 0; change -= 1) bytes = dice.of(CHANGES)(bytes, dice);
  return bytes;
}

type Change = (bytes: Bytes, dice: Dice) => Bytes;

const setByte: Change = (bytes, dice) => {
  const copy = bytes.slice();
  copy[dice.pick(copy.length)] = dice.of(BYTES);
  return copy;
};

const flipBit: Change = (bytes, dice) => {
  const copy = bytes.slice();
  const at = dice.pick(copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << dice.pick(8));
  return copy;
};

const cut: Change = (bytes, dice) => bytes.slice(0, dice.pick(bytes.length + 1));

const remove: Change = (bytes, dice) => {
  const from = dice.pick(bytes.length);
  return spliced(bytes, from, from + dice.pick(64), new Uint8Array());
};

const repeat: Change = (bytes, dice) => {
  const from = dice.pick(bytes.length);
  const piece = bytes.slice(from, from + dice.pick(256));
  return spliced(bytes, from, from, piece);
};

const insertNoise: Change = (bytes, dice) => {
  const noise = Uint8Array.from({ length: dice.pick(32) + 1 }, () => dice.pick(256));
  const at = dice.pick(bytes.length + 1);
  return spliced(bytes, at, at, noise);
};

const setNumber: Change = (bytes, dice) => {
  const copy = bytes.slice();
  const size = dice.of([2, 4] as const);
  if (copy.length < size) return copy;
  const view = new DataView(copy.buffer);
  const value = dice.of([0, 1, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, copy.length]);
  const at = dice.pick(copy.length - size + 1);
  if (size === 2) view.setUint16(at, value, true);
  else view.setUint32(at, value, true);
  return copy;
};

const CHANGES: readonly Change[] = [
  setByte,
  setByte,
  flipBit,
  flipBit,
  cut,
  remove,
  repeat,
  insertNoise,
  setNumber,
];

function spliced(bytes: Bytes, from: number, to: number, piece: Bytes): Bytes {
  const result = new Uint8Array(from + piece.length + Math.max(0, bytes.length - to));
  result.set(bytes.subarray(0, from));
  result.set(piece, from);
  result.set(bytes.subarray(to), from + piece.length);
  return result;
}
