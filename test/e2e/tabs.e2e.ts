import type { Page } from 'playwright';
import { expect, it, vi } from 'vitest';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { readText } from '../../tools/walk/page-figures.mjs';
import { beginTraining, importData } from '../../tools/walk/stages.mjs';
import { servedBuild } from './support';

const site = servedBuild();

const ELSEWHERE = /^Another tab is training: epoch/;

/** A second tab of the same visitor, while the first one trains. */
async function tabBeside(page: Page): Promise<Page> {
  await vi.waitFor(async () => expect(await readText(page, 'train-saved-at')).toBeDefined(), 120_000);
  const other = await page.context().newPage();
  await other.goto(`${site.origin()}?backend=wasm#/train`);
  await other.getByText(ELSEWHERE).waitFor();
  return other;
}

it('a tab that dies while it trains is noticed by another, which offers its run, or goes on with it', async () => {
  const browser = await openBrowser({ origin: site.origin() });
  try {
    const first = browser.page;
    await first.goto(`${site.origin()}?backend=wasm#/data`);
    await importData(first, { data: undefined, report: () => undefined });
    await beginTraining(first, { preset: 'fast', epochs: 1000, batch: 16, limit: 64, seed: 1 });
    const second = await tabBeside(first);
    await first.close();
    await second.getByRole('button', { name: /^Resume at/ }).waitFor();
    expect(await second.getByText(ELSEWHERE).count()).toBe(0);

    await second.getByLabel('Resume by itself after a reload or a crash').check();
    await second.getByRole('button', { name: /^Resume at/ }).click();
    await second.getByText(/^Resumed at epoch/).waitFor();
    const third = await tabBeside(second);
    await second.close();
    await third.getByText(/^Resumed at epoch/).waitFor();
    await third.getByRole('button', { name: 'Pause' }).click();
    await third
      .getByText(/^Paused\./)
      .first()
      .waitFor();
  } finally {
    await browser.close();
  }
});
