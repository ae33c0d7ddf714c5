/**
 * npm run fuzz -- [--only csv,zip] [--inputs N] [--from SEED] [--minutes M] [--json OUT]: attacks the readers with seeded inputs.
 *
 * Without --inputs: 1,000,000 of CSV, 300,000 of zip and of tar, 100,000 of the others. An input may take two seconds of the processor's time, may end in data or
 * in a named error, and may give out no more bytes than its budget. One input again: --only zip --from SEED --inputs 1
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz/run-fuzz.mjs';

const INPUTS = {
  csv: 1_000_000,
  zip: 300_000,
  tar: 300_000,
  gzip: 100_000,
  picture: 100_000,
  labels: 100_000,
};

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(INPUTS).join(',') },
    inputs: { type: 'string' },
    from: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '1440' },
    json: { type: 'string' },
  },
});
/** @type {Record<string, unknown>} */
const result = {};
let failed = 0;
for (const target of values.only.split(',')) {
  const inputs = Number(values.inputs ?? INPUTS[/** @type {keyof typeof INPUTS} */ (target)] ?? 0);
  const found = await fuzz({
    target,
    inputs,
    from: Number(values.from),
    minutes: Number(values.minutes),
    report: console.log,
  });
  result[target] = found;
  failed += found.crashes + found.hangs + found.untyped;
  console.log(`${target}: ${JSON.stringify({ ...found, failures: found.failures.length })}`);
  for (const { seed, what } of found.failures.slice(0, 20))
    console.log(
      `  seed ${seed}: ${what}\n    again: npm run fuzz -- --only ${target} --from ${seed} --inputs 1`,
    );
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
if (failed > 0) process.exitCode = 1;
