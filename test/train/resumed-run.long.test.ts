import { describe, expect, it } from 'vitest';
import { compareResumed } from '../../tools/kills/compare-resumed.mjs';

describe('three epochs that were interrupted at ten drawn steps', () => {
  it('end with the bits of three that were not, on wasm, over 2,000 pictures', async () => {
    const trial = { backend: 'wasm', epochs: 3, images: 2000, batch: 64, points: 10, seed: 1 } as const;
    expect(await compareResumed(trial)).toEqual({ points: 10, differingBits: 0 });
  });

  it('end with the bits of three that were not, on the software GPU, over 48 pictures', async () => {
    const trial = { backend: 'webgpu', epochs: 3, images: 48, batch: 8, points: 10, seed: 1 } as const;
    expect(await compareResumed(trial)).toEqual({ points: 10, differingBits: 0 });
  });
});
