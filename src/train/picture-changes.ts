import type { PictureChange } from '../compute/plan/shaders/gather';
import { drawBlur, drawErasedBox, drawLight, drawWarp } from '../data/augment-draws';
import type { Samples } from '../data/samples';
import { sourceMatrix } from '../data/warp';
import type { Augmentation } from '../shared/recipe';

/** What trainingInput does to the pictures of a batch, as numbers for the GPU to do it. */
export function pictureChanges(
  { image, indices }: Samples,
  positions: Uint32Array,
  { augmentation, seed, epoch }: { augmentation: Augmentation; seed: number; epoch: number },
): PictureChange[] {
  return Array.from(positions, (position) => {
    const key = { seed, epoch, index: indices[position] ?? 0 };
    const warp = drawWarp(augmentation, image, key);
    return {
      position,
      ...sourceMatrix(warp),
      shiftX: warp.shiftX,
      shiftY: warp.shiftY,
      isEdgeDrawnOut: warp.fill === 'nearest',
      isBlurred: drawBlur(augmentation, key),
      ...drawLight(augmentation, key),
      erased: drawErasedBox(augmentation, image, key),
    };
  });
}
