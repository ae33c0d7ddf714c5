/**
 * npm run bench -- [--only engine] [--json OUT] [--node]: measures, prints, and writes what was measured.
 *
 * Ratios are medians of five interleaved rounds in one run. Absolute figures are for comparing on an idle machine.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureEngine } from './engine.mjs';
import { measureIngest } from './ingest.mjs';
import { installContenders } from './install.mjs';

/** @type {Readonly<Record<string, (options: { node: boolean }) => Promise<unknown>>>} */
const sections = { engine: measureEngine, ingest: measureIngest };

const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'string' }, node: { type: 'boolean', default: false } },
});
const names = values.only ? values.only.split(',') : Object.keys(sections);
installContenders();
/** @type {Record<string, unknown>} */
const measured = {};
for (const name of names) {
  const measure = sections[name];
  if (!measure)
    throw new Error(`There is no section ${name}; there are ${Object.keys(sections).join(', ')}.`);
  console.log(`\n== ${name}`);
  measured[name] = await measure({ node: values.node });
  console.log(JSON.stringify(measured[name], null, 2));
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(measured, null, 2)}\n`);
