import { expect, it } from 'vitest';
import { fuzz } from '../../../tools/fuzz/run-fuzz.mjs';
import { TARGETS } from './targets';

const NOTHING = { crashes: 0, hangs: 0, untyped: 0, failures: [] };

const INPUTS = 20_000; // of each; `npm run fuzz` takes more

it.each(Object.keys(TARGETS))('20,000 attacks on %s find nothing', async (target) => {
  const found = await fuzz({ target, inputs: INPUTS, from: 0, minutes: 20, report: () => undefined });
  expect(found).toMatchObject({ ...NOTHING, inputs: INPUTS });
});
