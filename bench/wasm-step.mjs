// node bench/wasm-step.mjs [backend] [preset] [batch] [steps]: images per second of training steps, and where the time goes.
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { CHROMIUM_FLAGS, ensureChromium } from '../tools/chromium.mjs';

const [backend = 'wasm', preset = 'fast', batch = '128', steps = '12'] = process.argv.slice(2);
const server = await createServer({
  root: process.cwd(),
  logLevel: 'error',
  server: { port: 0, hmr: false },
});
await server.listen();
const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_FLAGS });
const page = await browser.newPage();
page.on('console', (message) => console.log('browser:', message.text()));
page.on('pageerror', (error) => console.log('browser:', error.message));
await page.goto(`${server.resolvedUrls?.local[0]}bench/wasm-step.html`);
const request = { backend, preset, batch: Number(batch), steps: Number(steps) };
// `measure` is what the page defines.
const result = await page.evaluate((asked) => globalThis.measure(asked), request);
const timed = result.times.slice(2).toSorted((a, b) => a - b);
const median = timed[Math.floor(timed.length / 2)] ?? Number.NaN;
console.log(result.info, {
  losses: result.losses.map((loss) => loss.toFixed(4)).join(' '),
  tensors: result.tensors,
});
console.log(
  `median ${median.toFixed(1)} ms, best ${timed[0]?.toFixed(1)} ms per step: ${((Number(batch) / median) * 1000).toFixed(1)} images/s`,
);
for (const { name, calls, ms } of result.table.filter((row) => row.ms > 0.5)) {
  console.log(ms.toFixed(1).padStart(9), String(calls).padStart(5), name);
}
await browser.close();
await server.close();
