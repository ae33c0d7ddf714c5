/**
 * npm run soak -- [--minutes N] [--live] [--images N] [--backend webgpu] [--json OUT]: two hours of training in the built page (Fast,
 * on wasm unless asked otherwise), or of a camera that plays a clip again and again, with a look at each thread after a full
 * collection of garbage. What counts is the second half. Exits 1 where tensors, the memory it computes in or the buffers on the GPU
 * have grown, or a JavaScript heap, or the buffers bound to it, by half a megabyte an hour. Of a camera that is watched for half
 * an hour or more, the first eleven minutes go before: its timeline keeps ten.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { hasGrown } from './soak/slopes.mjs';
import { soakCamera, soakTraining } from './soak/soak.mjs';
import { serveBuild } from './walk.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '120' },
    live: { type: 'boolean', default: false },
    images: { type: 'string', default: '28709' }, // an epoch of FER2013
    backend: { type: 'string', default: 'wasm' },
    json: { type: 'string' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'mien-soak-'));
const site = join(folder, 'site');
await build({ logLevel: 'error', build: { outDir: site } });
const server = await serveBuild(site);
try {
  const asked = { origin: server.origin, minutes: Number(values.minutes), folder, report: console.log };
  const { samples, ...result } = values.live
    ? await soakCamera(asked)
    : await soakTraining({
        ...asked,
        images: Number(values.images),
        backend: values.backend === 'webgpu' ? 'webgpu' : 'wasm',
      });
  console.log(JSON.stringify(result, null, 2));
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ ...result, samples }, null, 2)}\n`);
  if (result.threads.some(hasGrown)) process.exitCode = 1;
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
