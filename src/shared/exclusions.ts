import type { Split } from './dataset';
import { sha256Hex } from './digest';
import type { Finding } from './diagnosis';

/** Why a picture is left out: by hand, as a finding of the doctor, or as a copy of what is trained on. */
export type ExclusionReason = Finding | 'by-hand' | 'copy-of-training';

/** Pictures left out together, for one reason. */
export interface ExcludedPart {
  readonly why: ExclusionReason;
  readonly indices: Uint32Array<ArrayBuffer>; // ascending, into the dataset
}

/** One thing the user did. It holds only what it changed, so that taking it back is exact. */
export interface ExclusionStep {
  readonly excluded: readonly ExcludedPart[];
  readonly readmitted: Uint32Array<ArrayBuffer>;
  readonly atMs: number;
}

/** What is left out of a dataset, as the steps that led there. */
export interface Exclusions {
  readonly steps: readonly ExclusionStep[]; // the oldest first
  /** counts[split][label] of what is left out. */
  readonly counts: Readonly<Record<Split, readonly number[]>>;
}

/** Names what was left out of a split, for the model card. */
export interface ExclusionMark {
  readonly images: number;
  readonly digest: string; // of indexDigest, over the dataset indices left out
}

/** Every picture left out after the steps, with its reason. */
export function excludedAfter(steps: readonly ExclusionStep[]): ReadonlyMap<number, ExclusionReason> {
  const reasons = new Map<number, ExclusionReason>();
  for (const { excluded, readmitted } of steps) {
    for (const index of readmitted) reasons.delete(index);
    for (const { why, indices } of excluded) for (const index of indices) reasons.set(index, why);
  }
  return reasons;
}

/** Pictures with their reasons, together by reason. */
export function partsOf(reasons: Iterable<readonly [number, ExclusionReason]>): readonly ExcludedPart[] {
  const byReason = new Map<ExclusionReason, number[]>();
  for (const [index, why] of reasons) {
    const known = byReason.get(why);
    if (known) known.push(index);
    else byReason.set(why, [index]);
  }
  return Array.from(byReason, ([why, indices]) => ({ why, indices: Uint32Array.from(indices).toSorted() }));
}

/** What a step changes where it meets `reasons`; undefined when that is nothing. */
export function effectiveStep(
  step: ExclusionStep,
  reasons: ReadonlyMap<number, ExclusionReason>,
): ExclusionStep | undefined {
  const taken = new Set(reasons.keys());
  const readmitted = step.readmitted.filter((index) => taken.delete(index));
  const excluded = step.excluded
    .map(({ why, indices }) => ({
      why,
      indices: indices.filter((index) => !taken.has(index) && taken.add(index)),
    }))
    .filter(({ indices }) => indices.length > 0);
  return excluded.length + readmitted.length > 0 ? { ...step, excluded, readmitted } : undefined;
}

/** How many pictures of a split are left out. */
export function excludedIn(exclusions: Exclusions | undefined, split: Split): number {
  return exclusions?.counts[split].reduce((sum, count) => sum + count, 0) ?? 0;
}

/** @returns SHA-256 (hex) over the ascending indices as little-endian uint32 */
export function indexDigest(indices: Iterable<number>): Promise<string> {
  const ascending = Uint32Array.from(indices).toSorted();
  const bytes = new DataView(new ArrayBuffer(ascending.length * 4));
  for (const [place, index] of ascending.entries()) bytes.setUint32(place * 4, index, true);
  return sha256Hex(bytes);
}
