import { describe, expect, it } from 'vitest';
import { compareResumed } from '../../tools/kills/compare-resumed.mjs';

describe('three epochs that were interrupted at drawn steps', () => {
  it('end with the bits of three that were not: ten steps on wasm, over 500 pictures', async () => {
    const trial = { backend: 'wasm', epochs: 3, images: 500, batch: 16, points: 10, seed: 1 } as const;
    expect(await compareResumed(trial)).toEqual({ points: 10, differingBits: 0 });
  });

  // Every break compiles the shaders anew, which a software GPU takes half a minute for.
  it('end with the bits of three that were not: five steps on the software GPU, over 24 pictures', async () => {
    const trial = { backend: 'webgpu', epochs: 3, images: 24, batch: 4, points: 5, seed: 1 } as const;
    expect(await compareResumed(trial)).toEqual({ points: 5, differingBits: 0 });
  });
});
