/**
 * npm run resume -- [--points N] [--epochs N] [--images N] [--batch N] [--backend wasm|webgpu] [--seed S] [--json OUT]: trains
 * without a break, and again with N breaks at drawn steps, and counts the bits that differ. Exits 1 where any does.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareResumed } from './kills/compare-resumed.mjs';

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '200' },
    epochs: { type: 'string', default: '3' },
    images: { type: 'string', default: '2000' },
    batch: { type: 'string', default: '16' },
    backend: { type: 'string', default: 'wasm' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
});
const result = await compareResumed({
  backend: values.backend === 'webgpu' ? 'webgpu' : 'wasm',
  epochs: Number(values.epochs),
  images: Number(values.images),
  batch: Number(values.batch),
  points: Number(values.points),
  seed: Number(values.seed),
});
console.log(JSON.stringify(result));
if (values.json) writeFileSync(values.json, `${JSON.stringify({ resume: result }, null, 2)}\n`);
if (result.differingBits > 0) process.exitCode = 1;
