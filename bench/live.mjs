/**
 * The camera's path and the photos, on real data where it is at hand: what the way through a frame costs, how steady and
 * how quick labels are, and how long a frame takes in the built page.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, createServer } from 'vite';
import { makeActorClip } from '../tools/actor-clip.mjs';
import { serveBuild } from '../tools/walk.mjs';
import { openBrowser } from '../tools/walk/browser.mjs';
import { uploadWeights, watchCamera } from '../tools/walk/stages.mjs';
import { watchBesideTraining } from './live-beside.mjs';

const PARTS = ['model.json', 'weights.bin', 'card.json'];
const COUNTS = { faces: 500, noFace: 200, geometry: 60, still: 5, reaction: 10, photos: 1000 };
const WATCH_SECONDS = 20;

/** @typedef {{ weights: string[], small: boolean }} LiveOptions weights: files of a model, else the one in the box */

/** @param {LiveOptions} options */
export async function measureLive({ weights, small }) {
  const model = weights.length > 0 ? weights.map((file) => resolve(file)) : modelInTheBox();
  if (!model)
    return { reason: 'no model: put one into public/models, or name its three files with --weights' };
  const data = process.env.MIEN_DATA;
  const files = ['fer2013-images.zip', 'genki4k.zip']
    .map((name) => data && join(data, name))
    .filter((file) => file && existsSync(file));
  const told = await inWorker([...model, .../** @type {string[]} */ (files)], small ? 0.1 : 1);
  return { ...told, ...(await watchInPage(model)) };
}

/** The model of seven expressions that comes with the page: Fast, else the first. */
function modelInTheBox() {
  const box = 'public/models';
  if (!existsSync(`${box}/index.json`)) return undefined;
  const cards = JSON.parse(readFileSync(`${box}/index.json`, 'utf8'))
    .map(({ folder }) => ({ folder, card: JSON.parse(readFileSync(`${box}/${folder}/card.json`, 'utf8')) }))
    .filter(({ card }) => card.labels.length === 7);
  const chosen = cards.find(({ card }) => card.preset === 'fast') ?? cards[0];
  return chosen && PARTS.map((name) => resolve(box, chosen.folder, name));
}

/** @param {readonly string[]} files @param {number} share of the usual counts */
async function inWorker(files, share) {
  const server = await createServer({
    logLevel: 'error',
    // Workers are not crawled beforehand: a package found late would be there twice, in two versions.
    optimizeDeps: { entries: ['bench/live.worker.ts'] },
    cacheDir: 'node_modules/.vite-live',
    server: { port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const origin = server.resolvedUrls?.local[0] ?? '';
  const browser = await openBrowser({ origin });
  try {
    const { page } = browser;
    page.on('pageerror', (error) => console.log('browser:', error.message));
    await page.goto(`${origin}bench/live.html`);
    await page.waitForFunction(() => globalThis.isReady);
    await page.locator('input').setInputFiles([...files]);
    /** @param {string} task @param {number} [count] */
    const ask = async (task, count = 0) => {
      const startMs = Date.now();
      const scaled = Math.max(1, Math.round(count * share));
      const answer = await page.evaluate((asked) => globalThis.ask(asked), { task, count: scaled });
      console.log(`${task} (${((Date.now() - startMs) / 1000).toFixed(0)} s): ${JSON.stringify(answer)}`);
      return answer;
    };
    /** @param {string} name */
    const has = (name) => files.some((file) => file.endsWith(name));
    const model = await ask('load');
    const isFer = has('fer2013-images.zip') && model.labels.length === 7;
    return fieldsOf({
      model,
      geometry: await ask('geometry', COUNTS.geometry),
      noFace: await ask('noFace', COUNTS.noFace),
      faces: isFer && (await ask('faces', COUNTS.faces)),
      still: isFer && (await ask('still', COUNTS.still)),
      reaction: isFer && (await ask('reaction', COUNTS.reaction)),
      photos: has('genki4k.zip') && (await ask('photos', COUNTS.photos)),
      smiles: has('genki4k.zip') && (await smilesOf(ask)), // the last: it loads another model
    });
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @param {(task: string) => Promise<any>} ask */
async function smilesOf(ask) {
  await ask('importPhotos');
  return ask('smiles');
}

/** @param {Record<string, any>} measured false for what had no data */
function fieldsOf({ model, geometry, noFace, faces, still, reaction, photos, smiles }) {
  const noGenki = 'no genki4k.zip in MIEN_DATA';
  const noFer = 'no fer2013-images.zip in MIEN_DATA, or no model of its seven expressions';
  /** @param {any} from @param {string} name @param {string} reason */
  const field = (from, name, reason, as = name) =>
    from ? { [as]: from[name] } : { [as]: null, [`${as}Reason`]: reason };
  return {
    model,
    geometry,
    falseFaces: noFace.falseFaces,
    falseFacePictures: noFace.pictures,
    ...field(faces, 'faceFound', noFer),
    ...field(faces, 'pathAccuracyDrop', noFer),
    ...field(faces, 'pathAgreement', noFer),
    ...field(faces, 'darkDrop', noFer),
    ...field(still, 'worst', noFer, 'labelChangesStill'),
    ...field(reaction, 'median', noFer, 'reactionMs'),
    photos: {
      ...field(photos, 'imagesPerSecond', noGenki),
      ...field(smiles?.photos && smiles, 'smileAgreement', smiles?.reason ?? noGenki),
    },
    details: { faces, still, reaction, photos, smiles },
  };
}

/** The built page, as a visitor has it, with one actor before the camera. @param {readonly string[]} model */
async function watchInPage(model) {
  const folder = mkdtempSync(join(tmpdir(), 'mien-live-'));
  try {
    const clip = join(folder, 'actor.y4m');
    await makeActorClip({ file: clip, seconds: 6, scenes: [{ actor: 0, expression: 'happy' }] });
    const site = join(folder, 'site');
    await build({ logLevel: 'error', build: { outDir: site, emptyOutDir: true } });
    const server = await serveBuild(site);
    const browser = await openBrowser({ origin: server.origin, video: clip });
    try {
      const { page } = browser;
      const report = (/** @type {string} */ line) => console.log(line);
      await page.goto(`${server.origin}?backend=wasm#/model`);
      await uploadWeights(page, { files: [...model], report });
      const live = await watchCamera(page, { seconds: WATCH_SECONDS, report });
      const { p95FrameMs, medianFrameMs, frames } = live;
      const besideTraining = await watchBesideTraining(page, report);
      console.log(`training beside the camera: ${JSON.stringify(besideTraining)}`);
      return { p95FrameMs, medianFrameMs, framesWatched: frames, besideTraining };
    } finally {
      await browser.close();
      await server.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
