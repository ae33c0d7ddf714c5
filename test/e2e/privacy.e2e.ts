import { createServer, type Server } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECURITY_HEADERS } from '../../tools/security-headers.mjs';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { importData } from '../../tools/walk/stages.mjs';
import { servedBuild } from './support';

const site = servedBuild();
const dist = join(import.meta.dirname, '../../dist');

describe('nothing leaves the tab', () => {
  let elsewhere: Server;
  let elsewhereUrl: string;
  const asked: string[] = [];

  beforeAll(async () => {
    elsewhere = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('access-control-allow-origin', '*').end('hello');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
  });
  afterAll(() => elsewhere.close());

  it('every response carries the policy, scripts of workers too', async () => {
    const scripts = readdirSync(join(dist, 'assets')).filter((name) => name.endsWith('.js'));
    for (const path of ['', ...scripts.map((name) => `assets/${name}`)]) {
      const { headers } = await fetch(`${site.origin()}${path}`);
      for (const [name, value] of Object.entries(SECURITY_HEADERS))
        expect(headers.get(name), `${path} ${name}`).toBe(value);
    }
  });

  it('the browser refuses a request to another origin, from the page and from a worker', async () => {
    const browser = await openBrowser({ origin: site.origin() });
    try {
      const { page } = browser;
      await page.goto(site.origin());
      await page.getByRole('heading', { level: 1 }).waitFor();
      const fromPage = await page.evaluate(
        (url) =>
          fetch(url).then(
            () => 'sent',
            () => 'refused',
          ),
        elsewhereUrl,
      );
      expect(fromPage).toBe('refused');
      await expect.poll(() => page.workers().length).toBeGreaterThan(0);
      for (const worker of page.workers()) {
        expect(
          await worker.evaluate(
            (url) =>
              fetch(url).then(
                () => 'sent',
                () => 'refused',
              ),
            elsewhereUrl,
          ),
        ).toBe('refused');
      }
      expect(asked).toEqual([]);
      // The other tests ask for an empty console, so they would see such an attempt.
      expect(browser.consoleErrors.join()).toMatch(/Content Security Policy/);
    } finally {
      await browser.close();
    }
  });

  it('the build does not know the address that MediaPipe 1.x reports to', () => {
    const texts = files(dist).filter((file) => ['.js', '.wasm', '.html'].includes(extname(file)));
    expect(texts.length).toBeGreaterThan(5);
    const telling = texts.filter((file) =>
      /odml\.pa\.googleapis|google-analytics|play\.google\.com\/log/.test(readFileSync(file, 'latin1')),
    );
    expect(telling).toEqual([]);
  });
});

describe('a static server that sends no headers, with the page in a sub-folder', () => {
  const types: Record<string, string> = {
    '.js': 'text/javascript',
    '.html': 'text/html',
    '.css': 'text/css',
    '.wasm': 'application/wasm',
    '.svg': 'image/svg+xml',
  };
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = (request.url ?? '/').replace(/\?.*$/, '').replace(/^\/some\/folder\//, '');
      try {
        const body = readFileSync(join(dist, path || 'index.html'));
        response
          .setHeader('content-type', types[extname(path || 'index.html')] ?? 'application/octet-stream')
          .end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/folder/`;
  });
  afterAll(() => server.close());

  it('serves a page that works', async () => {
    const browser = await openBrowser({ origin });
    try {
      await browser.page.goto(`${origin}#/data`);
      const { images } = await importData(browser.page, { data: undefined, report: () => undefined });
      expect(images).toBe(1400);
      expect(browser.consoleErrors).toEqual([]);
      expect(browser.requestsToOtherOrigins).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
