/** The page of the kill harness, built with its failpoints kept, and the gate at which an armed one stands still. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';

/** @typedef {{ point: string, hit: number, answer: 'hold' | 'quota' }} Trap */

/** @param {'failpoints' | 'production'} mode @returns {Promise<Site>} */
export async function serveKillSite(mode = 'failpoints') {
  const folder = mkdtempSync(join(tmpdir(), 'mien-kills-'));
  await build({
    mode,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, rollupOptions: { input: 'tools/kills/page.html' } },
  });
  const gate = new Gate();
  const server = await preview({
    logLevel: 'error',
    build: { outDir: folder },
    preview: { port: 0, open: false },
    plugins: [{ name: 'mien-gate', configurePreviewServer: ({ middlewares }) => gate.serve(middlewares) }],
  });
  const origin = new URL(server.resolvedUrls?.local[0] ?? '').origin;
  const close = async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { origin, page: `${origin}/tools/kills/page.html`, gate, close };
}

/** @typedef {{ origin: string, page: string, gate: Gate, close: () => Promise<void> }} Site */

/** Answers every failpoint at once, except the armed one. */
export class Gate {
  /** Every point that was ever reached. @type {Set<string>} */
  reached = new Set();
  /** @type {(Trap & { spring: () => void }) | undefined} */
  #trap;

  /** @param {Trap} trap @returns {Promise<void>} settles when the point has been reached as often as `hit` says */
  arm(trap) {
    return new Promise((spring) => (this.#trap = { ...trap, spring }));
  }

  disarm() {
    this.#trap = undefined;
  }

  /** @param {import('vite').Connect.Server} middlewares */
  serve(middlewares) {
    middlewares.use('/failpoint', (request, response) => {
      const point = (request.url ?? '').slice(1);
      this.reached.add(point);
      const trap = this.#trap;
      if (trap?.point !== point || --trap.hit > 0) return void response.end('go on');
      trap.spring();
      // Held for good: the asker stands still until it is dead.
      if (trap.answer === 'quota') response.end('quota');
    });
  }
}
