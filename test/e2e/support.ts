import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { serveBuild } from '../../tools/walk.mjs';

/** The built page, served for one test file, and a folder for its files. `npm test` builds it just before. */
export function servedBuild(): { origin: () => string; folder: () => string } {
  let server: Awaited<ReturnType<typeof serveBuild>> | undefined;
  let folder = '';
  beforeAll(async () => {
    server = await serveBuild();
    folder = mkdtempSync(join(tmpdir(), 'mien-e2e-'));
  });
  afterAll(async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { origin: () => server?.origin ?? '', folder: () => folder };
}

/**
 * Presses the button that opens the file dialog of the Data page, answers it, and imports what the page shows. Returns
 * where it shows none, because the file is refused, and where it has a question.
 */
export async function chooseDataset(page: Page, file: string): Promise<void> {
  const dialog = page.waitForEvent('filechooser');
  await page.getByRole('main').getByRole('button', { name: 'Choose a file' }).first().click();
  await (await dialog).setFiles(file);
  const action = page.getByRole('button', { name: /^Import/ });
  const isDecided = async () =>
    (await page.getByRole('alert').count()) > 0 ||
    (await action.isEnabled({ timeout: 100 }).catch(() => false));
  await vi.waitFor(async () => expect(await isDecided()).toBe(true), { timeout: 30_000 });
  // A press that comes too late, because the file was just refused, is none.
  await page
    .getByRole('button', { name: 'Import', exact: true })
    .click({ timeout: 1000 })
    .catch(() => undefined);
}
