import { expect, it } from 'vitest';
import { DRAWN_SHA256, drawnSha256 } from './golden';

it('draws in a browser what it draws in Node, byte for byte', async () => {
  expect(await drawnSha256()).toBe(DRAWN_SHA256);
});
