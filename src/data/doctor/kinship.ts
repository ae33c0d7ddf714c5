import type { NearPairs } from '../../shared/diagnosis';

/**
 * So many pairs of one picture are kept and told apart. Frames of one video are all alike: 5,000 of them make 12.5 million
 * pairs, and no one wants to look at those.
 */
const KEPT_PAIRS = 32;

/**
 * Who shows the same photo as whom, joined while pictures are compared. It grows with the pictures, not with the pairs. Groups are those
 * of equal pictures, each by its first.
 */
export class Kinship {
  /** [images]: of groups, some picture before in the same family, or the group itself. */
  private readonly parent: Uint32Array<ArrayBuffer>;
  private readonly pairsOf: Uint32Array; // [images], of groups, up to KEPT_PAIRS
  private readonly own: Traits;
  private readonly relatives: Traits;
  private readonly isPaired = { straight: new Set<number>(), mirrored: new Set<number>() };
  private readonly kept: { a: number[]; b: number[]; isMirrored: number[]; correlation: number[] } = {
    a: [],
    b: [],
    isMirrored: [],
    correlation: [],
  };

  /**
   * @param exactGroup [images]: the first picture with the same pixels
   * @param labels [images]
   * @param splits [images], index into SPLITS
   */
  constructor(
    readonly exactGroup: Uint32Array<ArrayBuffer>,
    labels: Uint8Array,
    splits: Uint8Array,
  ) {
    this.parent = exactGroup.slice();
    this.pairsOf = new Uint32Array(exactGroup.length);
    this.own = new Traits(exactGroup.length);
    this.relatives = new Traits(exactGroup.length);
    for (const [index, group] of exactGroup.entries())
      this.own.add(group, splits[index] ?? 0, labels[index] ?? 0);
  }

  /** Notes that two groups show the same photo. */
  pair(a: number, b: number, isMirrored: boolean, correlation: number): void {
    this.relate(a, b);
    this.parent[Math.max(this.headOf(a), this.headOf(b))] = Math.min(this.headOf(a), this.headOf(b));
    for (const group of [a, b]) {
      this.pairsOf[group] = Math.min(KEPT_PAIRS, (this.pairsOf[group] ?? 0) + 1);
      this.isPaired[isMirrored ? 'mirrored' : 'straight'].add(group);
    }
    this.kept.a.push(a);
    this.kept.b.push(b);
    this.kept.isMirrored.push(Number(isMirrored));
    this.kept.correlation.push(correlation);
  }

  /**
   * Whether two groups that look alike need no comparison: they hang together, and either has its pairs already. They are
   * then related without being a pair that is kept.
   */
  isSettled(a: number, b: number): boolean {
    if ((this.pairsOf[a] as number) < KEPT_PAIRS || (this.pairsOf[b] as number) < KEPT_PAIRS) return false;
    if (this.headOf(a) !== this.headOf(b)) return false;
    this.relate(a, b);
    return true;
  }

  /** [images]: the first picture of all that hang together. */
  families(): Uint32Array<ArrayBuffer> {
    return this.exactGroup.map((group) => this.headOf(group));
  }

  pairs(): NearPairs {
    const { a, b, isMirrored, correlation } = this.kept;
    return {
      a: Uint32Array.from(a),
      b: Uint32Array.from(b),
      isMirrored: Uint8Array.from(isMirrored),
      correlation: Float32Array.from(correlation),
    };
  }

  hasPair(index: number, how: 'straight' | 'mirrored'): boolean {
    return this.isPaired[how].has(this.exactGroup[index] ?? 0);
  }

  /** The earliest split among a picture's copies of one kind, itself among the equal ones; none: beyond all splits. */
  earliest(index: number, among: 'equal' | 'near'): number {
    return this.traits(among).earliest[this.exactGroup[index] ?? 0] ?? NO_SPLIT;
  }

  /** Whether a copy of a picture has another label than the one given. */
  hasOtherLabel(index: number, among: 'equal' | 'near', label: number): boolean {
    return this.traits(among).hasOther(this.exactGroup[index] ?? 0, label);
  }

  private traits(among: 'equal' | 'near'): Traits {
    return among === 'equal' ? this.own : this.relatives;
  }

  private relate(a: number, b: number): void {
    this.relatives.join(a, this.own, b);
    this.relatives.join(b, this.own, a);
  }

  private headOf(index: number): number {
    const { parent } = this;
    let head = index;
    for (let above = parent[head] as number; above !== head; above = parent[head] as number) {
      parent[head] = parent[above] as number; // halves the way of the next who asks
      head = above;
    }
    return head;
  }
}

const NO_SPLIT = 255;
const NO_LABEL = -1;
const SEVERAL = -2;

/** What the pictures of a group have: the earliest of their splits, and whether their labels are one. */
class Traits {
  readonly earliest: Uint8Array;
  private readonly label: Int16Array; // NO_LABEL, SEVERAL, or the only one

  constructor(images: number) {
    this.earliest = new Uint8Array(images).fill(NO_SPLIT);
    this.label = new Int16Array(images).fill(NO_LABEL);
  }

  add(group: number, split: number, label: number): void {
    if (split < (this.earliest[group] as number)) this.earliest[group] = split;
    const known = this.label[group] as number;
    if (label !== NO_LABEL && known !== label) this.label[group] = known === NO_LABEL ? label : SEVERAL;
  }

  join(group: number, others: Traits, other: number): void {
    this.add(group, others.earliest[other] as number, others.label[other] as number);
  }

  hasOther(group: number, label: number): boolean {
    const known = this.label[group] ?? NO_LABEL;
    return known !== NO_LABEL && known !== label;
  }
}
