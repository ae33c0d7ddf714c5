import type { Said } from './moments';

/** A moment with the picture of its face. */
export interface Pick {
  readonly timeMs: number;
  readonly face: number;
  readonly probability: number;
  /** The face as the model saw it, [H, W, C]. */
  readonly seen: Uint8Array;
}

const SMILES = new Set(['happy', 'smile']);
const APART_MS = 1000;
const BUCKET_MS = APART_MS / 2;
const MOST_PICKS = 5;
// Each pick rules out those within a second of it: the two buckets before its own and the two after it.
const MOST_KEPT = MOST_PICKS * 5;

/** Keeps the surest smiles of a session with their pictures: the best of each half second, and few of those. */
export class BestMoments {
  private readonly smile: number;
  private readonly kept = new Map<number, Pick>(); // by half second

  constructor(labels: readonly string[]) {
    this.smile = labels.findIndex((label) => SMILES.has(label));
  }

  add({ label, isClear, probabilities }: Said, moment: Omit<Pick, 'probability'>): void {
    if (label !== this.smile || !isClear) return;
    const bucket = Math.floor(moment.timeMs / BUCKET_MS);
    const probability = probabilities[label] ?? 0;
    if (probability <= (this.kept.get(bucket)?.probability ?? 0)) return;
    this.kept.set(bucket, { ...moment, probability });
    if (this.kept.size > MOST_KEPT) this.kept.delete(this.leastSure());
  }

  /** The best first, at least a second apart. */
  picks(): Pick[] {
    const picks: Pick[] = [];
    for (const moment of [...this.kept.values()].toSorted((a, b) => b.probability - a.probability)) {
      if (picks.length === MOST_PICKS) break;
      if (picks.every(({ timeMs }) => Math.abs(timeMs - moment.timeMs) >= APART_MS)) picks.push(moment);
    }
    return picks;
  }

  private leastSure(): number {
    const [least] = [...this.kept].toSorted(([, a], [, b]) => a.probability - b.probability);
    return least?.[0] ?? Number.NaN;
  }
}
