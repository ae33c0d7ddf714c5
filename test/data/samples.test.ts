import { describe, expect, it } from 'vitest';
import { sampleDigest, stratifiedSubset, takeSamples } from '../../src/data/samples';

describe('limiting the training samples', () => {
  // 60 of label 0, 30 of label 1, 10 of label 2.
  const labels = Uint8Array.from({ length: 100 }, (_, index) => (index < 60 ? 0 : index < 90 ? 1 : 2));
  const countsOf = (positions: Uint32Array) =>
    [0, 1, 2].map((label) => positions.filter((at) => labels[at] === label).length);

  it('keeps the shares of the labels', () => {
    expect(countsOf(stratifiedSubset(labels, 10, 1))).toEqual([6, 3, 1]);
  });

  it('gives exactly as many as asked for when shares do not come out even', () => {
    // Exact shares of 13: 7.8, 3.9, 1.3.
    expect(countsOf(stratifiedSubset(labels, 13, 1))).toEqual([8, 4, 1]);
  });

  it('is ascending, without repeats, the same for a seed and different for another', () => {
    const positions = stratifiedSubset(labels, 50, 1);
    expect([...positions]).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
    expect(positions).toEqual(stratifiedSubset(labels, 50, 1));
    expect(positions).not.toEqual(stratifiedSubset(labels, 50, 2));
  });

  it('keeps everything when the limit is no limit', () => {
    expect(stratifiedSubset(labels, 100, 1)).toHaveLength(100);
    expect(stratifiedSubset(labels, 1000, 1)).toHaveLength(100);
  });

  it('takes pixels, labels and dataset indices of the same samples', () => {
    const samples = {
      image: { height: 1, width: 2, channels: 1 } as const,
      pixels: Uint8Array.of(1, 2, 3, 4, 5, 6),
      labels: Uint8Array.of(7, 8, 9),
      indices: Uint32Array.of(10, 20, 30),
    };
    const taken = takeSamples(samples, Uint32Array.of(0, 2));
    expect(taken.pixels).toEqual(Uint8Array.of(1, 2, 5, 6));
    expect(taken.labels).toEqual(Uint8Array.of(7, 9));
    expect(taken.indices).toEqual(Uint32Array.of(10, 30));
  });
});

describe('the digest of trained samples', () => {
  it('is the SHA-256 of the ascending indices as little-endian uint32', async () => {
    // printf '\x01\0\0\0\x02\0\0\0' | sha256sum
    expect(await sampleDigest(Uint32Array.of(1, 2))).toBe(
      '34fb5c825de7ca4aea6e712f19d439c1da0c92c37b423936c5f618545ca4fa1f',
    );
  });

  it('does not depend on the order', async () => {
    expect(await sampleDigest(Uint32Array.of(300, 2, 10))).toBe(
      await sampleDigest(Uint32Array.of(2, 10, 300)),
    );
  });
});
