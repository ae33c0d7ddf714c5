/**
 * Grey of colour pixels: .299 R + .587 G + .114 B (ITU-R BT.601), as JPEG and FER2013 have it.
 *
 * @param pixels four bytes each; the fourth is not looked at
 * @param order of the first three
 * @returns [pixels]
 */
export function greyOf(
  pixels: Uint8Array | Uint8ClampedArray,
  order: 'rgb' | 'bgr' = 'rgb',
): Uint8Array<ArrayBuffer> {
  const grey = new Uint8Array(pixels.length / 4);
  const [red, blue] = order === 'rgb' ? [0, 2] : [2, 0];
  for (let index = 0, at = 0; index < grey.length; index += 1, at += 4) {
    const level =
      0.299 * (pixels[at + red] as number) +
      0.587 * (pixels[at + 1] as number) +
      0.114 * (pixels[at + blue] as number);
    grey[index] = Math.round(level);
  }
  return grey;
}

export interface GreyPicture {
  readonly width: number; // px
  readonly height: number; // px
  readonly pixels: Uint8Array; // [height, width]
}

/**
 * The middle square of a picture at another size: every output pixel is the mean of the area it covers, so that
 * nothing is skipped when a large picture shrinks.
 *
 * @param side of the result, px
 * @returns [side, side]
 */
export function squareOf({ width, height, pixels }: GreyPicture, side: number): Uint8Array<ArrayBuffer> {
  const cropped = Math.min(width, height);
  const columns = coverage(side, cropped, (width - cropped) / 2);
  const rows = coverage(side, cropped, (height - cropped) / 2);
  return Uint8Array.from({ length: side * side }, (_, index) => {
    const row = rows[Math.floor(index / side)] as Covered;
    const column = columns[index % side] as Covered;
    return Math.round(meanOf(pixels, width, row, column));
  });
}

/** The input pixels under one output pixel, along one axis, and how much of each. */
interface Covered {
  readonly first: number;
  readonly shares: readonly number[];
}

function coverage(outputs: number, length: number, start: number): readonly Covered[] {
  const step = length / outputs;
  return Array.from({ length: outputs }, (_, output) => {
    const from = start + output * step;
    const to = from + step;
    const first = Math.floor(from);
    const last = Math.max(first + 1, Math.ceil(to - 1e-9)); // 1e-9: a sum of steps may miss a whole number
    const share = (pixel: number) => Math.min(pixel + 1, to) - Math.max(pixel, from);
    return { first, shares: Array.from({ length: last - first }, (__, offset) => share(first + offset)) };
  });
}

function meanOf(pixels: Uint8Array, width: number, row: Covered, column: Covered): number {
  let sum = 0;
  let area = 0;
  for (const [y, rowShare] of row.shares.entries()) {
    const start = (row.first + y) * width + column.first;
    for (const [x, columnShare] of column.shares.entries()) {
      sum += rowShare * columnShare * (pixels[start + x] as number);
      area += rowShare * columnShare;
    }
  }
  return sum / area;
}
