import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { readNumber } from '../../tools/walk/page-figures.mjs';
import { evaluate, importData, train } from '../../tools/walk/stages.mjs';
import { servedBuild } from './support';

const site = servedBuild();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const STAGES = ['data', 'model', 'train', 'evaluate', 'live', 'photos'] as const;
const WIDTHS = [1280, 390, 320];

let browser: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  browser = await openBrowser({ origin: site.origin() });
  await browser.page.goto(`${site.origin()}?backend=wasm#/data`);
});

afterAll(async () => {
  await browser.close();
});

describe('every page, empty', () => {
  checkAllPages();
});

describe('every page, after a short training on drawn faces', () => {
  beforeAll(async () => {
    const report = () => undefined;
    await importData(browser.page, { data: undefined, report });
    await train(browser, {
      preset: 'fast',
      epochs: 1,
      limit: 140,
      batch: 32,

      report,
    });
    await evaluate(browser.page, { report });
  });

  checkAllPages();

  it('comes back after a reload: dataset, model, curves, settings', async () => {
    const { page } = browser;
    await open(page, 'train');
    const setting = (name: string) => page.getByRole('textbox', { name, exact: true });
    await setting('Batch size').fill('48');
    await setting('Batch size').press('Enter');
    await page.reload();
    await open(page, 'data');
    await page.locator('data[data-figure="import-images"]').waitFor();
    expect(await readNumber(page, 'import-images')).toBe(1400);
    await open(page, 'train');
    await expect.poll(() => page.locator('tr[data-epoch]').count()).toBe(1);
    await expect.poll(() => setting('Batch size').inputValue()).toBe('48');
    expect(await setting('Limit training images').inputValue()).toBe('140');
    await page.getByRole('button', { name: 'Reset', exact: true }).click();
    expect(await setting('Batch size').inputValue()).toBe('32');
    expect(await setting('Epochs').inputValue()).toBe('6');
    await open(page, 'evaluate');
    await page.getByRole('button', { name: 'Evaluate', exact: true }).waitFor();
  });
});

describe('the page', () => {
  it('asked for by name, there is no error in the console and no request elsewhere', () => {
    expect(browser.consoleErrors).toEqual([]);
    expect(browser.requestsToOtherOrigins).toEqual([]);
  });

  it('without a camera says so, and offers a picture instead', async () => {
    const { page } = browser;
    await open(page, 'live');
    await page.getByRole('button', { name: 'Start camera' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/camera/i);
    await alert.getByRole('button', { name: 'Choose a picture' }).waitFor();
  });
});

/** Languages, themes and widths: no axe violation, nothing wider than the screen, nothing untranslated. */
function checkAllPages(): void {
  it.each(STAGES)(
    '%s has no accessibility violation and fits, in both languages and themes, at every width',
    async (stage) => {
      const { page } = browser;
      for (const language of ['en', 'zh']) {
        await speak(page, language);
        await open(page, stage);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 900 });
            const at = `${stage}, ${language}, ${colorScheme}, ${width} px`;
            expect(await overflow(page), `overflow on ${at}`).toBeLessThanOrEqual(0);
            expect(await stagesOffScreen(page), `stages off screen on ${at}`).toEqual([]);
            expect(await leftovers(page), `raw keys or placeholders on ${at}`).toEqual([]);
            // Structure does not change with the width between phones.
            if (width !== 320) expect(await violations(page), at).toEqual([]);
          }
        }
      }
      await speak(page, 'en');
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
      await page.setViewportSize({ width: 1280, height: 900 });
    },
  );
}

async function open(page: Page, stage: string): Promise<void> {
  await page.locator(`nav a[href="#/${stage}"]`).first().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** Presses the language switch when the page speaks the other language. */
async function speak(page: Page, language: string): Promise<void> {
  const spoken = await page.evaluate(() => document.documentElement.lang);
  if (spoken.startsWith(language)) return;
  await page
    .getByRole('banner')
    .getByRole('button', { name: language === 'zh' ? '中文' : 'English' })
    .first()
    .click();
  await page.waitForFunction((wanted) => document.documentElement.lang.startsWith(wanted), language);
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What is fixed to the screen never makes the page wider, but can lie beside or below what can be seen. */
function stagesOffScreen(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('nav.rail a')]
      .filter((link) => {
        const { left, top, right, bottom } = link.getBoundingClientRect();
        return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
      })
      .map((link) => link.textContent ?? ''),
  );
}

/** i18next shows a key it does not know as it is, and leaves a placeholder without a value standing. */
function leftovers(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      document.body.innerText.match(
        /\{\{\w+\}\}|\b(?:data|model|train|evaluate|live|photos|explore|imports|rail|app|errors)\.(?!json)[a-z]\w+\b/g,
      ) ?? [],
  );
}

async function violations(page: Page): Promise<string[]> {
  // Through the protocol, because the page's policy does not let a script be added to it.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations: found } = await (
      globalThis as unknown as {
        axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}
