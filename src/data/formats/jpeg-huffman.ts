export const QUICK_BITS = 10;
export const ONLY_SYMBOL = 0x80;
export const LONGEST_CODE = 16; // bits
/** Of any coefficient but the first, in pictures of 8 bits; the first may have one more. */
export const LARGEST_NUMBER = 10; // bits
const COUNTS = 16; // bytes: how many codes there are of each length

/** One of the Huffman tables of a JPEG, laid out for decoding. Made once and filled again for every file. */
export class HuffmanTable {
  /**
   * [1024] by the next ten bits. Where they hold a code and the whole number behind it: the number << 16 | places left
   * out before it << 8 | bits of both. Where they hold a code only: its symbol << 8 | ONLY_SYMBOL | its bits. Else 0.
   */
  readonly quick = new Int32Array(1 << QUICK_BITS);
  /** [17] by length of the code: the first code that is longer than that, as 16 bits. */
  readonly limits = new Int32Array(LONGEST_CODE + 1);
  /** [17] by length of the code: what to add to a code for the place of its symbol. */
  readonly toPlace = new Int32Array(LONGEST_CODE + 1);
  readonly symbols = new Uint8Array(256); // in the order of their codes

  /**
   * Takes in one table of a DHT segment (ITU-T T.81, annex C).
   *
   * @param at of its counts in the segment
   * @param largest symbol there may be
   * @returns where it ends; undefined where the segment does before, there are more codes than bits allow, a code is all
   *   ones, or a symbol means nothing
   */
  fill(segment: Uint8Array, at: number, largest: number): number | undefined {
    this.quick.fill(0);
    let code = 0;
    let place = 0;
    for (let bits = 1; bits <= LONGEST_CODE; bits += 1) {
      const end = code + (segment[at + bits - 1] as number);
      const first = at + COUNTS + place - code; // of the symbols, in the segment
      if (end > 1 << bits || (end === 1 << bits && end > code) || first + end > segment.length)
        return undefined;
      this.toPlace[bits] = place - code;
      for (; code < end; code += 1, place += 1) {
        const symbol = segment[first + code] as number;
        if (symbol > largest || place === this.symbols.length) return undefined;
        this.symbols[place] = symbol;
        if (bits <= QUICK_BITS) this.layOut(code, bits, symbol);
      }
      this.limits[bits] = code << (LONGEST_CODE - bits);
      code <<= 1;
    }
    return at + COUNTS + place;
  }

  /** Writes one code to all places that begin with it. */
  private layOut(code: number, bits: number, symbol: number): void {
    const { quick } = this;
    const free = QUICK_BITS - bits;
    const size = symbol & 15;
    const [first, end] = [code << free, (code + 1) << free];
    if (size === 0 || size > free) {
      quick.fill((symbol << 8) | ONLY_SYMBOL | bits, first, end);
      return;
    }
    const rest = ((symbol >> 4) << 8) | (bits + size);
    for (let next = first; next < end; next += 1)
      quick[next] = (extended((next >> (free - size)) & ((1 << size) - 1), size) << 16) | rest;
  }
}

/** `size` bits as a number: those that begin with 0 are negative (T.81, F.2.2.1). */
export function extended(bits: number, size: number): number {
  return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
}
