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
import { measurePageReaction, REACTION_CLIP } from './live-reaction.mjs';

const PARTS = ['model.json', 'weights.bin', 'card.json'];
const COUNTS = { faces: 500, scenes: 120, noFace: 200, geometry: 60, still: 20, reaction: 10, photos: 1000 };
const WATCH_SECONDS = 20;
const REACTION_SECONDS = 40; // ten cuts from neutral to happy

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
  const told = await inCameraThread([...model, .../** @type {string[]} */ (files)], (ask, has) =>
    askAll(ask, has, small ? 0.1 : 1),
  );
  return { ...told, ...(await watchInPage(model)) };
}

/** The model of seven expressions that comes with the page: Fast, else the first. */
export function modelInTheBox() {
  const box = 'public/models';
  if (!existsSync(`${box}/index.json`)) return undefined;
  /** @type {{ folder: string }[]} */
  const list = JSON.parse(readFileSync(`${box}/index.json`, 'utf8'));
  const cards = list
    .map(({ folder }) => ({ folder, card: JSON.parse(readFileSync(`${box}/${folder}/card.json`, 'utf8')) }))
    .filter(({ card }) => card.labels.length === 7);
  const chosen = cards.find(({ card }) => card.preset === 'fast') ?? cards[0];
  return chosen && PARTS.map((name) => resolve(box, chosen.folder, name));
}

/**
 * Has the camera's thread asked, in a browser over the sources.
 *
 * @template Answer
 * @param {readonly string[]} files a model's three, and the archives of real faces
 * @param {(ask: (task: string, count?: number) => Promise<any>, has: (name: string) => boolean) => Promise<Answer>} measure
 * @returns {Promise<Answer>}
 */
export async function inCameraThread(files, measure) {
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
    await page.waitForFunction(() => 'isReady' in globalThis);
    await page.locator('input').setInputFiles([...files]);
    const ask = async (/** @type {string} */ task, count = 0) => {
      const startMs = Date.now();
      const answer = await page.evaluate((asked) => /** @type {any} */ (globalThis).ask(asked), {
        task,
        count,
      });
      console.log(`${task} (${((Date.now() - startMs) / 1000).toFixed(0)} s): ${JSON.stringify(answer)}`);
      return answer;
    };
    return await measure(ask, (name) => files.some((file) => file.endsWith(name)));
  } finally {
    await browser.close();
    await server.close();
  }
}

/**
 * @param {(task: string, count?: number) => Promise<any>} ask
 * @param {(name: string) => boolean} has
 * @param {number} share of the usual counts
 */
async function askAll(ask, has, share) {
  const model = await ask('load');
  const isFer = has('fer2013-images.zip') && model.labels.length === 7;
  /** @param {keyof typeof COUNTS} task */
  const some = (task) => ask(task, Math.max(1, Math.round(COUNTS[task] * share)));
  return fieldsOf({
    model,
    geometry: await some('geometry'),
    noFace: await some('noFace'),
    faces: isFer && (await some('faces')),
    scenes: isFer && (await some('scenes')),
    still: isFer && (await some('still')),
    reaction: isFer && (await some('reaction')),
    photos: has('genki4k.zip') && (await some('photos')),
    smiles: has('genki4k.zip') && (await smilesOf(ask)), // the last: it loads another model
  });
}

/** @param {(task: string) => Promise<any>} ask */
async function smilesOf(ask) {
  await ask('importPhotos');
  return ask('smiles');
}

/** @param {Record<string, any>} measured false for what had no data */
function fieldsOf({ model, geometry, noFace, faces, scenes, still, reaction, photos, smiles }) {
  const noGenki = 'no genki4k.zip in MIEN_DATA';
  const noFer = 'no fer2013-images.zip in MIEN_DATA, or no model of its seven expressions';
  /** @param {any} from @param {string} name @param {string} reason */
  const field = (from, name, reason, as = name) =>
    from ? { [as]: from[name] } : { [as]: null, [`${as}Reason`]: reason };
  return {
    model,
    geometry,
    falseFaces: noFace.falseFaces,
    falseFacesFresh: noFace.falseFacesFresh,
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
    details: { noFace, faces, scenes, still, reaction, photos, smiles },
  };
}

/** The built page, as a visitor has it, with actors before the camera. @param {readonly string[]} model */
async function watchInPage(model) {
  const folder = mkdtempSync(join(tmpdir(), 'mien-live-'));
  const report = (/** @type {string} */ line) => console.log(line);
  try {
    const [still, cuts] = [join(folder, 'still.y4m'), join(folder, 'cuts.y4m')];
    await makeActorClip({
      file: still,
      seconds: 6,
      scenes: [{ faces: [{ actor: 0, expression: 'happy' }] }],
    });
    await makeActorClip({ file: cuts, ...REACTION_CLIP });
    const site = join(folder, 'site');
    await build({ logLevel: 'error', build: { outDir: site, emptyOutDir: true } });
    const server = await serveBuild(site);
    try {
      const pageReaction = await inPage(server.origin, { model, video: cuts, report }, (page) =>
        measurePageReaction(page, REACTION_SECONDS),
      );
      report(`reaction in the page: ${JSON.stringify(pageReaction)}`);
      return await inPage(server.origin, { model, video: still, report }, async (page) => {
        const live = await watchCamera(page, { seconds: WATCH_SECONDS, report });
        const { p95FrameMs, medianFrameMs, frames } = live;
        const besideTraining = await watchBesideTraining(page, report);
        report(`training beside the camera: ${JSON.stringify(besideTraining)}`);
        return { p95FrameMs, medianFrameMs, framesWatched: frames, pageReaction, besideTraining };
      });
    } finally {
      await server.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @template Answer
 * @param {string} origin
 * @param {{ model: readonly string[], video: string, report: (line: string) => void }} options
 * @param {(page: import('playwright').Page) => Promise<Answer>} measure
 * @returns {Promise<Answer>}
 */
async function inPage(origin, { model, video, report }, measure) {
  const browser = await openBrowser({ origin, video });
  try {
    const { page } = browser;
    await page.goto(`${origin}?backend=wasm#/model`);
    await uploadWeights(page, { files: [...model], report });
    return await measure(page);
  } finally {
    await browser.close();
  }
}
