import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isNodeSupported, NODE_RANGE } from '../../tools/node-version.mjs';

it.each(['20.19.0', '20.20.1', '22.12.0', '22.20.3', '23.0.0', '24.1.0'])('runs on Node.js %s', (version) => {
  expect(isNodeSupported(version)).toBe(true);
});

// 21 and early 22 lack what Vite needs, though they are newer than 20.19.
it.each(['18.20.0', '20.18.3', '21.7.3', '22.11.0'])('refuses Node.js %s', (version) => {
  expect(isNodeSupported(version)).toBe(false);
});

it('asks npm for the same versions as the set-up does', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(engines.node).toBe(NODE_RANGE);
});
