import { describe, expect, it } from 'vitest';
import { modelInput } from '../../src/data/model-input';
import type { PixelScaling } from '../../src/shared/model-card';

const contract = (scaling: PixelScaling, channels: 1 | 3 = 1) => ({
  image: { height: 2, width: 2, channels },
  scaling,
});

describe('turning pixels into model input', () => {
  it('passes raw pixels on as they are', () => {
    expect(modelInput(Uint8Array.of(0, 1, 128, 255), 1, contract('raw'))).toEqual(
      Float32Array.of(0, 1, 128, 255),
    );
  });

  it('divides by 255 for the unit range', () => {
    expect(modelInput(Uint8Array.of(0, 51, 102, 255), 1, contract('unit'))).toEqual(
      Float32Array.of(0, Math.fround(0.2), Math.fround(0.4), 1),
    );
  });

  it('standardises each picture by its own mean and deviation', () => {
    // Mean 100, deviation 10; then mean 50, deviation 20.
    const pixels = Uint8Array.of(90, 110, 90, 110, 30, 70, 70, 30);
    expect(modelInput(pixels, 2, contract('standardise'))).toEqual(
      Float32Array.of(-1, 1, -1, 1, -1, 1, 1, -1),
    );
  });

  it('divides a nearly flat picture by 255 / 48 and no less', () => {
    // Mean 101, deviation 1: without the floor this would be -1 and 1.
    const [first, second] = modelInput(Uint8Array.of(100, 102, 100, 102), 1, contract('standardise'));
    expect(first).toBeCloseTo(-48 / 255, 6);
    expect(second).toBeCloseTo(48 / 255, 6);
  });

  it('gives zeros for a flat picture', () => {
    expect(modelInput(new Uint8Array(4).fill(7), 1, contract('standardise'))).toEqual(new Float32Array(4));
  });

  it('takes all channels of a picture together', () => {
    const pixels = Uint8Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 90 : 110));
    expect(modelInput(pixels, 1, contract('standardise', 3))[1]).toBe(1);
  });

  it('can write into its own input', () => {
    const pixels = Float32Array.of(90, 110, 90, 110);
    expect(modelInput(pixels, 1, contract('standardise'), pixels)).toBe(pixels);
    expect(pixels).toEqual(Float32Array.of(-1, 1, -1, 1));
  });

  it('refuses pixels that are not that many pictures', () => {
    expect(() => modelInput(new Uint8Array(5), 1, contract('raw'))).toThrow(
      '1 pictures of 4 values, 5 given',
    );
  });
});
