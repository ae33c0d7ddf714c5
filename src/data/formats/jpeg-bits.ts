import {
  extended,
  type HuffmanTable,
  LARGEST_NUMBER,
  LONGEST_CODE,
  ONLY_SYMBOL,
  QUICK_BITS,
} from './jpeg-huffman';

const QUICK = (1 << QUICK_BITS) - 1;
const END_OF_BLOCK = 0;
const SIXTEEN_ZEROS = 0xf0;

// prettier-ignore
/** Where in a block the coefficients of the file stand: from the coarsest to the finest, in zigzag. */
const ZIGZAG = Uint8Array.of(
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
);

/** The coded bytes of a scan as bits, the highest first. The zero behind each 0xff is left out. */
export class JpegBits {
  isWrong = false;
  private held = 0; // the next bits, right-aligned
  private count = 0; // how many of them
  private beyond = 0; // how many of those are not in the file: zeros behind its end, or behind a marker

  constructor(
    private readonly file: Uint8Array,
    private at: number,
  ) {}

  /** The difference of a block's first coefficient from that of the block before. */
  first(table: HuffmanTable): number {
    if (this.count < LONGEST_CODE) this.fill();
    const entry = table.quick[(this.held >>> (this.count - QUICK_BITS)) & QUICK] as number;
    const number = entry >> 16;
    if (number !== 0) {
      this.count -= entry & 0xff;
      return number;
    }
    const size = this.symbol(table);
    if (size > LARGEST_NUMBER + 1) this.isWrong = true;
    return size === 0 || this.isWrong ? 0 : this.number(size);
  }

  /**
   * The 63 other coefficients of a block, times their quantisers, put into it.
   *
   * @param quantisers [64] in the order of the file
   * @param block [8, 8] whose other coefficients are zero
   * @returns whether there was any
   */
  rest(table: HuffmanTable, quantisers: Int32Array, block: Int32Array): boolean {
    const { quick } = table;
    let { held, count } = this; // in registers: this is where the time goes
    let any = false;
    for (let place = 1; place < 64; place += 1) {
      if (count < LONGEST_CODE) {
        this.count = count;
        this.fill();
        ({ held, count } = this);
      }
      const entry = quick[(held >>> (count - QUICK_BITS)) & QUICK] as number;
      let number = entry >> 16;
      if (number !== 0) {
        count -= entry & 0xff;
        place += (entry >> 8) & 0xff;
      } else {
        this.count = count;
        const symbol = this.symbol(table);
        if (symbol === END_OF_BLOCK) return any;
        place += symbol >> 4;
        const size = symbol & 15;
        if (size === 0 ? symbol !== SIXTEEN_ZEROS : size > LARGEST_NUMBER) this.isWrong = true;
        if (size > 0) number = this.number(size);
        ({ held, count } = this);
        if (size === 0) continue;
      }
      if (place > 63) {
        this.isWrong = true;
        break;
      }
      block[ZIGZAG[place] as number] = number * (quantisers[place] as number);
      any = true;
    }
    this.count = count;
    return any;
  }

  /** Whether all has been read but the ones that fill the last byte, and the marker is what follows. */
  endsAt(marker: number): boolean {
    const left = this.count - this.beyond;
    const padding = left > 0 ? (this.held >>> this.beyond) & ((1 << left) - 1) : 0;
    const isPadded = left >= 0 && left < 8 && padding === (1 << left) - 1;
    return !this.isWrong && isPadded && this.file[this.at] === 0xff && this.file[this.at + 1] === marker;
  }

  private symbol(table: HuffmanTable): number {
    if (this.count < LONGEST_CODE) this.fill();
    const next = (this.held >>> (this.count - LONGEST_CODE)) & 0xffff;
    const entry = table.quick[next >> (LONGEST_CODE - QUICK_BITS)] as number;
    if ((entry & ONLY_SYMBOL) !== 0) {
      this.count -= entry & (ONLY_SYMBOL - 1);
      return (entry >> 8) & 0xff;
    }
    return this.searched(table, next);
  }

  /** @param next 16 bits */
  private searched({ limits, toPlace, symbols }: HuffmanTable, next: number): number {
    for (let bits = 1; bits <= LONGEST_CODE; bits += 1) {
      if (next >= (limits[bits] as number)) continue;
      this.count -= bits;
      return symbols[(next >> (LONGEST_CODE - bits)) + (toPlace[bits] as number)] as number;
    }
    this.isWrong = true;
    return 0;
  }

  /** @param size bits, 1 to 15 */
  private number(size: number): number {
    if (this.count < size) this.fill();
    this.count -= size;
    return extended((this.held >>> this.count) & ((1 << size) - 1), size);
  }

  /** Only where fewer than 16 bits are held. */
  private fill(): void {
    const { file, at } = this;
    if (at + 1 < file.length && file[at] !== 0xff && file[at + 1] !== 0xff) {
      this.held = (this.held << 16) | ((file[at] as number) << 8) | (file[at + 1] as number);
      this.count += 16;
      this.at = at + 2;
      return;
    }
    while (this.count <= 24) {
      const byte = this.at < file.length ? (file[this.at] as number) : 0xff;
      const isData = byte !== 0xff || file[this.at + 1] === 0;
      if (isData) this.at += byte === 0xff ? 2 : 1;
      else this.beyond += 8;
      this.held = (this.held << 8) | (isData ? byte : 0);
      this.count += 8;
    }
    if (this.beyond > this.count) this.isWrong = true;
  }
}
