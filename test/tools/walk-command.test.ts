import { expect, it } from 'vitest';
import { commandOf } from '../../tools/walk.mjs';

it('the command that a box card names is the one that was typed, without where files lie', () => {
  const options = {
    data: '/somewhere/fer2013-images.zip',
    preset: 'fast',
    epochs: 40,
    backend: 'wasm',
    box: 'fast',
  };
  expect(commandOf(options)).toBe(
    'npm run walk -- --data fer2013-images.zip --preset fast --epochs 40 --backend wasm --box fast',
  );
});
