/** What one model said. */
export interface Said {
  readonly label: number;
  readonly isClear: boolean;
  readonly probabilities: Iterable<number> & ArrayLike<number>; // [labels]
}

/** One face at one moment. */
export interface Moment extends Said {
  readonly timeMs: number; // since the session began
  readonly face: number; // its number, from 1
  /** What the second model said of it, where one looked, and in which words. */
  readonly second?: (Said & { readonly labels: readonly string[] }) | undefined;
}

/** Moments, ascending in time. An array is one. */
export interface Moments extends Iterable<Moment> {
  readonly length: number;
  at(index: number): Moment | undefined;
}

const BLOCK = 1024; // moments

/** So many moments in arrays of numbers: about fifty bytes each. */
interface Block {
  readonly times: Float64Array;
  readonly faces: Uint32Array;
  /** Label, and whether it is clear; of the second model too. */
  readonly labels: Uint8Array; // [moments, models, 2]
  readonly probabilities: Float32Array; // [moments, row]
  readonly secondLabels: readonly string[] | undefined;
  count: number;
}

/**
 * Moments that are added to at the end and dropped at the beginning, a block at a time. A picture of them shares their
 * memory: what was written is never written again.
 */
export class MomentStore {
  private blocks: Block[] = [];
  /** Whether nothing was dropped. */
  isWhole = true;

  /** @param labels how many the first model has */
  constructor(private readonly labels: number) {}

  add(moment: Moment): void {
    const { timeMs, face, second } = moment;
    const block = this.blockFor(second?.labels);
    const at = block.count;
    const row = at * (this.labels + (second?.labels.length ?? 0));
    block.times[at] = timeMs;
    block.faces[at] = face;
    block.labels.set([moment.label, Number(moment.isClear)], at * 4);
    block.probabilities.set(moment.probabilities, row);
    if (second) {
      block.labels.set([second.label, Number(second.isClear)], at * 4 + 2);
      block.probabilities.set(second.probabilities, row + this.labels);
    }
    block.count += 1;
  }

  /** Drops blocks that ended before a time. */
  dropBefore(timeMs: number): void {
    const from = this.blocks.findIndex((block) => lastTime(block) >= timeMs);
    if (from <= 0) return;
    this.blocks = this.blocks.slice(from);
    this.isWhole = false;
  }

  /** As they are now. */
  moments(): Moments {
    return new MomentsView(
      this.blocks.map((block) => ({ block, count: block.count })),
      this.labels,
    );
  }

  private blockFor(secondLabels: readonly string[] | undefined): Block {
    const last = this.blocks.at(-1);
    if (last && last.count < BLOCK && last.secondLabels === secondLabels) return last;
    const row = this.labels + (secondLabels?.length ?? 0);
    const block = {
      times: new Float64Array(BLOCK),
      faces: new Uint32Array(BLOCK),
      labels: new Uint8Array(BLOCK * 4),
      probabilities: new Float32Array(BLOCK * row),
      secondLabels,
      count: 0,
    };
    this.blocks.push(block);
    return block;
  }
}

const lastTime = ({ times, count }: Block): number => times[count - 1] ?? -Infinity;

interface Seen {
  readonly block: Block;
  readonly count: number;
}

class MomentsView implements Moments {
  readonly length: number;

  constructor(
    private readonly parts: readonly Seen[],
    private readonly labels: number,
  ) {
    this.length = parts.reduce((sum, { count }) => sum + count, 0);
  }

  at(index: number): Moment | undefined {
    let left = index < 0 ? this.length + index : index;
    if (left < 0) return undefined;
    for (const { block, count } of this.parts) {
      if (left < count) return momentIn(block, left, this.labels);
      left -= count;
    }
    return undefined;
  }

  *[Symbol.iterator](): Generator<Moment, void, void> {
    for (const { block, count } of this.parts) {
      for (let at = 0; at < count; at += 1) yield momentIn(block, at, this.labels);
    }
  }
}

function momentIn(block: Block, at: number, labels: number): Moment {
  const { secondLabels } = block;
  const row = labels + (secondLabels?.length ?? 0);
  const said = (model: number, from: number, to: number): Said => ({
    label: block.labels[at * 4 + model * 2] ?? 0,
    isClear: block.labels[at * 4 + model * 2 + 1] === 1,
    probabilities: block.probabilities.subarray(at * row + from, at * row + to),
  });
  return {
    timeMs: block.times[at] ?? 0,
    face: block.faces[at] ?? 0,
    ...said(0, 0, labels),
    ...(secondLabels && { second: { ...said(1, labels, row), labels: secondLabels } }),
  };
}
