import { expect, it } from 'vitest';
import { fuzz } from '../../../tools/fuzz/run-fuzz.mjs';
import { TARGETS } from './targets';

const NOTHING = { crashes: 0, hangs: 0, untyped: 0, failures: [] };

// Gzip inputs may unpack to a megabyte each; `npm run fuzz` takes more of all.
const INPUTS: Readonly<Record<string, number>> = { gzip: 2000 };

it.each(Object.keys(TARGETS))('thousands of attacks on %s find nothing', async (target) => {
  const inputs = INPUTS[target] ?? 20_000;
  const found = await fuzz({ target, inputs, from: 0, minutes: 20, report: () => undefined });
  expect(found).toMatchObject({ ...NOTHING, inputs });
});
