/** A Chromium of our own that can die in every way a visitor's can, and comes back on the same profile. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, ensureChromium } from '../chromium.mjs';

export const DEATHS = /** @type {const} */ (['worker', 'reload', 'close', 'crash', 'kill']);
/** @typedef {typeof DEATHS[number]} Death */

export class MortalBrowser {
  #profile = mkdtempSync(join(tmpdir(), 'mien-mortal-'));
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;
  /** @type {import('playwright').BrowserContext | undefined} */
  #context;
  /** @type {import('playwright').Page | undefined} */
  #page;

  /** @param {string} url of the one page, opened anew after every death */
  constructor(url) {
    this.url = url;
  }

  /** The living page; after a death, the one that comes after it. @returns {Promise<import('playwright').Page>} */
  async page() {
    this.#context ??= await this.#launch();
    if (!this.#page) {
      this.#page = await this.#context.newPage();
      await this.#page.goto(this.url);
      await this.#page.waitForFunction(() => 'harness' in globalThis);
    }
    return this.#page;
  }

  /** @param {Death} death */
  async die(death) {
    const page = await this.page();
    if (death === 'worker') return page.evaluate(() => globalThis.harness.endWorker());
    if (death === 'kill') return this.#kill();
    if (death === 'reload') {
      await page.reload();
      await page.waitForFunction(() => 'harness' in globalThis);
      return;
    }
    if (death === 'crash') {
      const crashed = page.waitForEvent('crash');
      const session = await page.context().newCDPSession(page);
      session.send('Page.crash').catch(() => undefined); // who is dead does not answer
      await crashed;
    }
    await page.close();
    this.#page = undefined;
  }

  async close() {
    if (this.#process) await this.#kill();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  async #launch() {
    const flags = [
      ...CHROMIUM_FLAGS,
      '--headless',
      '--remote-debugging-port=0',
      `--user-data-dir=${this.#profile}`,
    ];
    // A process group of its own: it and its children die together, and nobody else's do.
    const started = spawn(ensureChromium(), [...flags, 'about:blank'], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = started;
    const browser = await chromium.connectOverCDP(await addressOf(started));
    const [context] = browser.contexts();
    if (!context) throw new Error('The browser has no window.');
    return context;
  }

  async #kill() {
    const { pid } = this.#process ?? {};
    if (!pid || !this.#process) return;
    const gone = once(this.#process, 'exit');
    process.kill(-pid, 'SIGKILL');
    await gone;
    this.#process = this.#context = this.#page = undefined;
    rmSync(join(this.#profile, 'SingletonLock'), { force: true });
  }
}

/** @param {import('node:child_process').ChildProcess} started @returns {Promise<string>} of its debugging socket */
async function addressOf(started) {
  if (!started.stderr) throw new Error('The browser has no error stream.');
  const lines = createInterface({ input: started.stderr });
  for await (const line of lines) {
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (!address) continue;
    lines.close();
    started.stderr.resume(); // a full pipe would stop it
    return address;
  }
  throw new Error('The browser did not start.');
}
