import { describe, expect, it } from 'vitest';
import { relativeError, use } from './support/backends';
import { trainSmallNetwork } from './support/small-network';

describe.each(['wasm', 'webgpu'] as const)('training on %s', (backend) => {
  it('learns a batch by heart', async () => {
    await use(backend);
    const { losses, growth } = await trainSmallNetwork(20);
    expect(losses[0]).toBeGreaterThan(1);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 3);
    expect(growth).toBe(0);
  });

  it('gives the same weights twice, bit for bit', async () => {
    await use(backend);
    const [first, second] = [await trainSmallNetwork(6), await trainSmallNetwork(6)];
    expect(second).toEqual(first);
  });

  it('follows the reference for the first steps', async () => {
    await use('cpu');
    const expected = await trainSmallNetwork(3);
    await use(backend);
    const actual = await trainSmallNetwork(3);
    expect(relativeError(actual.losses, expected.losses)).toBeLessThan(1e-3);
  });
});
