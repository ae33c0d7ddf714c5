/**
 * npm run bench -- [--only engine,ingest,live,seed-a] [--json OUT] [--node] [--small] [--weights model.json weights.bin card.json]
 *
 * Measures, prints, and writes what was measured. --small: live with a tenth of its pictures, seed-a with 400; --weights: the model of live.
 * seed-a takes hours, so it is not part of a run without --only.
 *
 * Ratios are medians of five interleaved rounds in one run. Absolute figures are for comparing on an idle machine.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureEngine } from './engine.mjs';
import { measureIngest } from './ingest.mjs';
import { installContenders } from './install.mjs';
import { measureLive } from './live.mjs';
import { measureSeedA } from './seed-a.mjs';

/** @type {Readonly<Record<string, (options: { node: boolean, small: boolean, weights: string[] }) => Promise<unknown>>>} */
const sections = {
  engine: measureEngine,
  ingest: measureIngest,
  live: measureLive,
  'seed-a': measureSeedA,
};
const NEEDS_NOTHING = new Set(['live', 'seed-a']);

const { values, positionals } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'string' },
    node: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
    weights: { type: 'string', multiple: true },
  },
  allowPositionals: true, // --weights model.json weights.bin card.json
});
const { node, small } = values;
const weights = values.weights ? [...values.weights, ...positionals] : [];
const names = values.only ? values.only.split(',') : ['engine', 'ingest', 'live'];
if (names.some((name) => !NEEDS_NOTHING.has(name))) installContenders();
/** @type {Record<string, unknown>} */
const measured = {};
for (const name of names) {
  const measure = sections[name];
  if (!measure)
    throw new Error(`There is no section ${name}; there are ${Object.keys(sections).join(', ')}.`);
  console.log(`\n== ${name}`);
  measured[name] = await measure({ node, small, weights });
  console.log(JSON.stringify(measured[name], null, 2));
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(measured, null, 2)}\n`);
