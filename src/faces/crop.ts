import { imageBytes, type ImageSpec } from '../shared/dataset';
import type { CropSquare, RgbaPicture } from '../shared/geometry';

/**
 * Cuts a rotated square out of a picture and shrinks it to a network's input.
 *
 * Every output pixel is the mean of n × n bilinear samples of its own patch of the square, with n so large that samples
 * stand at most one source pixel apart: a plain bilinear jump from 250 to 48 px would alias, and FER2013 is smooth.
 * Outside the picture its edge goes on; black bars would be read as a feature.
 *
 * @returns [height, width, channels], row by row; grey is .299 R + .587 G + .114 B of the gamma-encoded values
 */
export function cropFace(
  picture: RgbaPicture,
  square: CropSquare,
  image: ImageSpec,
): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(imageBytes(image));
  const sampler = samplerOf(picture, square, image);
  const mean = new Float64Array(3);
  for (let row = 0; row < image.height; row += 1) {
    for (let column = 0; column < image.width; column += 1) {
      averagePatch(sampler, column, row, mean);
      const at = (row * image.width + column) * image.channels;
      if (image.channels === 1) pixels[at] = Math.round(greyOf(mean));
      else
        for (let channel = 0; channel < 3; channel += 1)
          pixels[at + channel] = Math.round(mean[channel] ?? 0);
    }
  }
  return pixels;
}

function greyOf(rgb: Float64Array): number {
  return 0.299 * (rgb[0] ?? 0) + 0.587 * (rgb[1] ?? 0) + 0.114 * (rgb[2] ?? 0);
}

/** Where output pixels lie in the picture: one step right is (stepX, stepY), one down the same turned by 90 degrees. */
interface Sampler {
  readonly picture: RgbaPicture;
  readonly perPixel: number; // n
  readonly originX: number;
  readonly originY: number;
  readonly rightX: number; // px of the picture per sample
  readonly rightY: number;
  readonly downX: number;
  readonly downY: number;
}

function samplerOf(picture: RgbaPicture, { centre, side, roll }: CropSquare, image: ImageSpec): Sampler {
  const perPixel = Math.max(1, Math.ceil(side / Math.min(image.width, image.height)));
  const across = side / (image.width * perPixel);
  const down = side / (image.height * perPixel);
  const cos = Math.cos(roll);
  const sin = Math.sin(roll);
  // Samples sit in the middle of their cells; -.5 because a source pixel's value belongs to its middle.
  const u = (across - side) / 2;
  const v = (down - side) / 2;
  return {
    picture,
    perPixel,
    originX: centre.x - 0.5 + u * cos - v * sin,
    originY: centre.y - 0.5 + u * sin + v * cos,
    rightX: across * cos,
    rightY: across * sin,
    downX: -down * sin,
    downY: down * cos,
  };
}

function averagePatch(sampler: Sampler, column: number, row: number, mean: Float64Array): void {
  const { picture, perPixel, originX, originY, rightX, rightY, downX, downY } = sampler;
  const { width, height, data } = picture;
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let v = row * perPixel; v < (row + 1) * perPixel; v += 1) {
    for (let u = column * perPixel; u < (column + 1) * perPixel; u += 1) {
      const x = Math.max(0, Math.min(width - 1, originX + u * rightX + v * downX));
      const y = Math.max(0, Math.min(height - 1, originY + u * rightY + v * downY));
      const x0 = Math.floor(x);
      const y0 = Math.floor(y);
      const topLeft = 4 * (y0 * width + x0);
      const topRight = x0 + 1 < width ? topLeft + 4 : topLeft;
      const below = y0 + 1 < height ? 4 * width : 0;
      const w11 = (x - x0) * (y - y0);
      const w10 = x - x0 - w11;
      const w01 = y - y0 - w11;
      const w00 = 1 - w10 - w01 - w11;
      red +=
        w00 * byteAt(data, topLeft) +
        w10 * byteAt(data, topRight) +
        w01 * byteAt(data, topLeft + below) +
        w11 * byteAt(data, topRight + below);
      green +=
        w00 * byteAt(data, topLeft + 1) +
        w10 * byteAt(data, topRight + 1) +
        w01 * byteAt(data, topLeft + below + 1) +
        w11 * byteAt(data, topRight + below + 1);
      blue +=
        w00 * byteAt(data, topLeft + 2) +
        w10 * byteAt(data, topRight + 2) +
        w01 * byteAt(data, topLeft + below + 2) +
        w11 * byteAt(data, topRight + below + 2);
    }
  }
  const samples = perPixel * perPixel;
  mean[0] = red / samples;
  mean[1] = green / samples;
  mean[2] = blue / samples;
}

function byteAt(data: Uint8ClampedArray, index: number): number {
  return data[index] ?? 0;
}
