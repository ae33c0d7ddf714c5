/**
 * npm run bench -- [--only engine,accuracy,ingest,live,seed-a] [--json OUT] [--node] [--small] [--weights model.json weights.bin card.json]
 *
 * Measures, prints, and writes what was measured. accuracy is a part of engine. seed-a takes hours, so it runs only when named.
 * --small: live with a tenth of its pictures, seed-a with 400; --weights: the model of live.
 *
 * Ratios are medians of five interleaved rounds in one run. Absolute figures are for comparing on an idle machine.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureAccuracy } from './accuracy.mjs';
import { measureEngine } from './engine.mjs';
import { measureIngest } from './ingest.mjs';
import { installContenders } from './install.mjs';
import { measureLive } from './live.mjs';
import { measureSeedA } from './seed-a.mjs';

/** @type {Readonly<Record<string, (options: { node: boolean, small: boolean, weights: string[] }) => Promise<unknown>>>} */
const sections = {
  engine: measureEngine,
  accuracy: measureAccuracy,
  ingest: measureIngest,
  live: measureLive,
  'seed-a': measureSeedA,
};

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
if (names.some((name) => name === 'engine' || name === 'ingest')) installContenders();
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
