/** The five stages, driven as a visitor drives them: by what the page shows. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAll, readEpochs, readNumber, readText, waitFor } from './page-figures.mjs';

/** @typedef {import('playwright').Page} Page */
/** @typedef {import('./browser.mjs').WatchedBrowser} Browser */
/** @typedef {(line: string) => void} Report */

/** @param {Page} page @param {string} stage */
async function goTo(page, stage) {
  await page.locator(`nav a[href="#/${stage}"]`).first().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/**
 * @param {Page} page
 * @param {{ data?: string | undefined, faces?: string | undefined, report: Report }} options data: a file or folder; without
 *   one, the drawn sample faces. faces: how those found in photos are stored
 */
export async function importData(page, { data, faces, report }) {
  await goTo(page, 'data');
  // Every import takes another time, while two datasets may have as many images.
  const before = await readText(page, 'import-seconds');
  if (data && statSync(data).isDirectory()) await chooseFiles(page, /^Choose a folder$/, [data]);
  else if (data) await chooseFiles(page, /^(Choose a file|Add another)$/, [data]);
  else await page.getByRole('button', { name: 'Draw sample faces' }).first().click();
  if (data) await confirmImport(page, { faces, report });
  let shown = '';
  const images = await waitFor(
    page,
    async () => {
      const progress = await page
        .getByRole('progressbar')
        .first()
        .getAttribute('aria-valuenow', { timeout: 200 })
        .catch(() => null);
      if (progress !== null && Math.floor(Number(progress) / 10) !== Math.floor(Number(shown) / 10)) {
        report(`import ${Math.round(Number(progress))} %`);
        shown = progress;
      }
      const now = await readNumber(page, 'import-images');
      const seconds = await readText(page, 'import-seconds');
      const isNew = seconds !== undefined && seconds !== before;
      return progress === null && isNew ? now : undefined;
    },
    { what: 'import', limitMs: 1800_000 },
  );
  /** @type {Record<string, Record<string, number>>} */
  const splits = { train: {}, validation: {}, test: {} };
  for (const { split, label, value } of await readAll(page, 'count')) {
    const counts = split === undefined ? undefined : splits[split];
    if (counts && label !== undefined) counts[label] = value;
  }
  return {
    kind: await readText(page, 'import-kind'),
    images,
    rejected: await readNumber(page, 'import-rejected'),
    rejectedListed: await listRejections(page),
    rejectedByReason: Object.fromEntries(
      (await readAll(page, 'import-rejected-reason')).map(({ label, value }) => [label, value]),
    ),
    seconds: await readNumber(page, 'import-seconds'),
    splits,
    findings: {
      exactDuplicates: await readNumber(page, 'import-exact-duplicates'),
      acrossSplits: await readNumber(page, 'import-across-splits'),
      contradictory: await readNumber(page, 'import-contradictory'),
    },
  };
}

/**
 * @param {Browser} browser
 * @param {Wanted & { kills?: number | undefined, report: Report }} options
 *   kills: how often the browser is ended by SIGKILL on the way, at even distances, and the run resumed through the page
 */
export async function train(browser, options) {
  const { preset, kills = 0, report } = options;
  await beginTraining(browser.page, options);
  const resumes = [];
  for (let killed = 0; killed < kills; killed += 1) {
    const percent = (100 * (killed + 1)) / (kills + 1);
    if (!(await watchTraining(browser.page, { report, percent }))) break;
    const trained = await progressOf(browser.page);
    const address = browser.page.url();
    await browser.killAndReopen();
    report(`killed at ${trained?.toFixed(1)} %`);
    resumes.push({ killedAtPercent: trained, ...(await resume(browser.page, { address })) });
    report(`resumed: ${resumes.at(-1)?.note}`);
  }
  await watchTraining(browser.page, { report });
  const { page } = browser;
  await showAllEpochs(page);
  const rows = await readEpochs(page);
  return {
    backend: await readText(page, 'train-backend'),
    preset,
    imagesPerSecond: await readNumber(page, 'train-images-per-second'),
    selected: await readText(page, 'train-selected'),
    epochs: rows,
    ...(kills > 0 && {
      kills: resumes.length,
      resumes,
      finalAccuracy: rows.at(-1)?.validationAccuracy,
    }),
  };
}

/** A long training's table shows its newest epochs until asked for all. @param {Page} page */
async function showAllEpochs(page) {
  const all = page.getByRole('button', { name: /^Show all [\d,]+ epochs$/, includeHidden: true });
  await all.evaluateAll(([button]) => /** @type {HTMLElement | undefined} */ (button)?.click());
}

/**
 * @typedef {{ preset: string, epochs: number, batch?: number | undefined, limit?: number | undefined, seed?: number | undefined }} Wanted
 * @param {Page} page @param {Wanted} wanted
 */
export async function beginTraining(page, { preset, epochs, batch, limit, seed }) {
  await goTo(page, 'model');
  await page.locator(`input[name="preset"][value="${preset}"]`).check({ force: true });
  await goTo(page, 'train');
  // Settings outlive a reload: those of an earlier training are no part of this one.
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  await fill(page, 'Epochs', epochs);
  if (batch !== undefined) await fill(page, 'Batch size', batch);
  if (limit !== undefined) await fill(page, 'Limit training images', limit);
  if (seed !== undefined) await fill(page, 'Seed', seed);
  await page.getByRole('button', { name: 'Start training' }).click();
}

/**
 * Goes on with what was cut off, as a visitor does who comes back.
 *
 * @param {Page} page @param {{ address: string }} options
 */
async function resume(page, { address }) {
  await page.goto(address);
  const button = page.getByRole('button', { name: /^Resume at epoch/ });
  await button.waitFor();
  const savedAtMs = await readNumber(page, 'resume-saved-at');
  await button.click();
  const note = page.getByText(/^Resumed at epoch/).first();
  await note.waitFor({ timeout: 300_000 });
  return { savedAtMs, note: await note.innerText() };
}

/**
 * Reports each epoch until the training is over, or has come so far.
 *
 * @param {Page} page @param {{ report: Report, percent?: number }} options
 * @returns {Promise<boolean>} whether it goes on
 */
export async function watchTraining(page, { report, percent = Infinity }) {
  let reported = (await readEpochs(page)).at(-1)?.epoch ?? 0;
  let speed = 0;
  const state = await waitFor(
    page,
    async () => {
      speed = (await readNumber(page, 'train-images-per-second')) ?? speed;
      const rows = await readEpochs(page);
      for (const row of rows.filter(({ epoch }) => epoch > reported)) {
        report(
          `epoch ${row.epoch}: loss ${row.loss.toFixed(4)}, accuracy ${row.accuracy.toFixed(4)}, ` +
            `validation ${row.validationAccuracy?.toFixed(4) ?? '–'}, ${speed.toFixed(0)} images/s`,
        );
      }
      reported = rows.at(-1)?.epoch ?? 0;
      if ((await readText(page, 'train-selected')) !== undefined) return 'over';
      // Before anything was saved there is nothing to come back to.
      const isSaved = (await readText(page, 'train-saved-at')) !== undefined;
      return isSaved && ((await progressOf(page)) ?? 0) >= percent ? 'under way' : undefined;
    },
    { what: 'training', everyMs: 500, limitMs: 12 * 3600_000 },
  );
  return state === 'under way';
}

/** @param {Page} page @returns {Promise<number | undefined>} percent of all steps */
async function progressOf(page) {
  const [shown] = await page
    .getByRole('progressbar')
    .evaluateAll((bars) => bars.map((bar) => bar.getAttribute('aria-valuenow')));
  return shown === null || shown === undefined ? undefined : Number(shown);
}

/** How many rows and files the page lists with their reasons. @param {Page} page */
async function listRejections(page) {
  const all = page.getByRole('button', { name: /^Show [\d,]+ of them$/ });
  if ((await all.count()) > 0) await all.first().click();
  return page.locator('.rejection-table tbody tr').count();
}

/**
 * Waits for the page to say what is in the file, and imports it.
 *
 * @param {Page} page @param {{ faces?: string | undefined, report: Report }} options
 */
async function confirmImport(page, { faces, report }) {
  const action = page.getByRole('button', { name: /^Import( [\d,]+ rows)?$/ });
  const isReady = () => action.isEnabled({ timeout: 200 }).catch(() => false);
  await waitFor(page, isReady, { what: 'preview' });
  report(`looks like ${await readText(page, 'preview-kind')}`);
  if (faces) {
    await page.getByLabel('Stored as').selectOption(faces);
    await waitFor(page, isReady, { what: 'preview' });
  }
  await action.click();
}

/** Presses a button that opens the file dialog, and answers the dialog. @param {Page} page @param {RegExp} name @param {string[]} files */
async function chooseFiles(page, name, files) {
  const dialog = page.waitForEvent('filechooser');
  await page.getByRole('button', { name }).first().click();
  await (await dialog).setFiles(files);
}

/** @param {Page} page @param {string} label @param {number} value */
async function fill(page, label, value) {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(String(value));
  await field.press('Enter');
}

/**
 * Scores the chosen model on every split of the dataset in use that is not the training one.
 *
 * @param {Page} page
 * @param {{ report: Report }} options
 */
export async function evaluate(page, { report }) {
  await goTo(page, 'evaluate');
  const results = [];
  for (const split of ['validation', 'test']) {
    const choice = page.getByRole('radio', { name: new RegExp(`^${split} \\(`) });
    if ((await choice.count()) === 0) continue;
    await choice.check({ force: true });
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
    await waitFor(page, async () => (await readText(page, 'evaluate-split')) === split, {
      what: `evaluating ${split}`,
    });
    results.push({
      split,
      images: await readNumber(page, 'evaluate-images'),
      accuracy: await readNumber(page, 'evaluate-accuracy'),
      macroF1: await readNumber(page, 'evaluate-macro-f1'),
      heldOut: await page.locator('[data-verdict]').first().getAttribute('data-verdict'),
      ...(await readConfusion(page)),
    });
    report(`${split}: accuracy ${results.at(-1)?.accuracy?.toFixed(4)}`);
  }
  return results;
}

/** @param {Page} page */
async function readConfusion(page) {
  const cells = await readAll(page, 'confusion');
  const labels = [...new Set(cells.map((cell) => cell.true ?? ''))];
  const confusion = labels.map((truth) =>
    labels.map(
      (predicted) => cells.find((cell) => cell.true === truth && cell.predicted === predicted)?.value ?? 0,
    ),
  );
  return { labels, confusion };
}

/**
 * Downloads the three files of the chosen model and uploads them again.
 *
 * @param {Page} page
 * @param {{ report: Report }} options
 */
export async function downloadAndUpload(page, { report }) {
  const files = await saveWeights(page, mkdtempSync(join(tmpdir(), 'mien-weights-')));
  return await uploadWeights(page, { files, report });
}

/**
 * Downloads the three files of the chosen model into a folder.
 *
 * @param {Page} page @param {string} folder
 */
async function saveWeights(page, folder) {
  await goTo(page, 'evaluate');
  const files = [];
  for (const name of ['model.json', 'weights.bin', 'card.json']) {
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name: `Download ${name}` }).click();
    const path = join(folder, name);
    await (await waiting).saveAs(path);
    files.push(path);
  }
  return files;
}

/**
 * Puts the chosen model, in half precision, among those that come with the page.
 *
 * @param {Page} page
 * @param {{ box: string, models: string, command: string, report: Report }} options box: its folder's name;
 *   models: where the boxes lie; command: what made it, for its card
 */
export async function fillBox(page, { box, models, command, report }) {
  await goTo(page, 'evaluate');
  await page.getByLabel('Half precision').check();
  const folder = join(models, box);
  mkdirSync(folder, { recursive: true });
  const [, weights, cardFile] = await saveWeights(page, folder);
  const file = /** @type {string} */ (cardFile);
  /** @type {object} */
  const card = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify({ ...card, command }, null, 2)}\n`);
  const bytes = readFileSync(/** @type {string} */ (weights));
  // Of both: visitors who have the one before get another card, too.
  const version = createHash('sha256').update(bytes).update(readFileSync(file)).digest('hex').slice(0, 12);
  const list = join(models, 'index.json');
  /** @type {{ folder: string, version: string }[]} */
  const before = JSON.parse(readFileSync(list, 'utf8'));
  const others = before.filter((known) => known.folder !== box);
  writeFileSync(list, `${JSON.stringify([...others, { folder: box, version }], null, 2)}\n`);
  report(`box: ${box}, ${bytes.length} bytes of weights, version ${version}`);
}

/**
 * @param {Page} page
 * @param {{ files: string[], report: Report }} options model.json, weights.bin and card.json, or the zip of them
 */
export async function uploadWeights(page, { files, report }) {
  await goTo(page, 'model');
  await chooseFiles(page, /^Choose model files$/, files);
  await waitFor(page, async () => (await readText(page, 'weights-difference')) !== undefined, {
    what: 'upload',
    limitMs: 120_000,
  });
  const difference = await readNumber(page, 'weights-difference');
  report(`weights: largest probability difference after upload ${difference}`);
  return { files, largestProbabilityDifferenceAfterUpload: difference };
}

/**
 * Runs the camera for a while.
 *
 * @param {Page} page
 * @param {{ seconds: number, report: Report, onSample?: (page: Page) => Promise<void> }} options
 *   onSample: called some times a second while the camera runs
 */
export async function watchCamera(page, { seconds, report, onSample }) {
  await goTo(page, 'live');
  await page.getByRole('button', { name: 'Start camera' }).click();
  await waitFor(page, async () => ((await readNumber(page, 'live-frames')) ?? 0) > 3, {
    what: 'camera',
    limitMs: 120_000,
  });
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    await page.waitForTimeout(100);
    await onSample?.(page);
  }
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const labels = Object.fromEntries(
    (await readAll(page, 'live-label-count')).map(({ label, value }) => [label, value]),
  );
  const live = {
    frames: await readNumber(page, 'live-frames'),
    shareWithFace: await readNumber(page, 'live-share-with-face'),
    labels,
    medianFrameMs: await readNumber(page, 'live-median-ms'),
    p95FrameMs: await readNumber(page, 'live-p95-ms'),
  };
  report(
    `live: ${live.frames} frames, ${((live.shareWithFace ?? 0) * 100).toFixed(1)} % with a face, median ${live.medianFrameMs?.toFixed(1)} ms`,
  );
  return live;
}
