/** Reads the page's figures: every number shown is a <data value> whose name stands in data-figure. */

/** @typedef {import('playwright').Page} Page */

/** @param {Page} page @param {string} name @returns {Promise<string | undefined>} */
export function readText(page, name) {
  // In one look: what is counted first and read then may have gone in between.
  return page
    .locator(`data[data-figure="${name}"]`)
    .evaluateAll((elements) => elements[0]?.getAttribute('value') ?? undefined);
}

/** @param {Page} page @param {string} name @returns {Promise<number | undefined>} */
export async function readNumber(page, name) {
  const text = await readText(page, name);
  return text === undefined ? undefined : Number(text);
}

/**
 * All figures of one name with their data attributes.
 *
 * @param {Page} page @param {string} name
 * @returns {Promise<{ value: number, split?: string, label?: string, true?: string, predicted?: string }[]>}
 */
export function readAll(page, name) {
  return page.locator(`data[data-figure="${name}"]`).evaluateAll((elements) =>
    elements.map((element) => ({
      .../** @type {HTMLElement} */ (element).dataset,
      value: Number(element.getAttribute('value')),
    })),
  );
}

/** @param {Page} page @returns {Promise<{ epoch: number, loss: number, accuracy: number, validationLoss: number | undefined, validationAccuracy: number | undefined }[]>} */
export function readEpochs(page) {
  return page.locator('tr[data-epoch]').evaluateAll((rows) =>
    rows.map((row) => {
      /** @param {string} name */
      const cell = (name) => {
        const value = row.querySelector(`data[data-figure="${name}"]`)?.getAttribute('value');
        return value === null || value === undefined ? undefined : Number(value);
      };
      return {
        epoch: Number(/** @type {HTMLElement} */ (row).dataset.epoch),
        loss: Number(cell('loss')),
        accuracy: Number(cell('accuracy')),
        validationLoss: cell('validation-loss'),
        validationAccuracy: cell('validation-accuracy'),
      };
    }),
  );
}

/**
 * Waits until `isDone` holds, asking every `everyMs`; fails with the page's own words when it shows an error.
 *
 * @template T
 * @param {Page} page
 * @param {() => Promise<T | undefined | false>} isDone
 * @param {{ everyMs?: number, limitMs?: number, what: string }} options
 * @returns {Promise<T>}
 */
export async function waitFor(page, isDone, { everyMs = 250, limitMs = 2 * 3600 * 1000, what }) {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await isDone();
    if (answer) return answer;
    const [alert] = await page.getByRole('alert').allInnerTexts();
    if (alert !== undefined) throw new Error(`${what}: the page says “${alert.replaceAll('\n', ' ')}”`);
    if (Date.now() > deadline) throw new Error(`${what}: nothing after ${Math.round(limitMs / 1000)} s`);
    await page.waitForTimeout(everyMs);
  }
}
