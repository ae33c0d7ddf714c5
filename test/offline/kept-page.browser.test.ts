import { afterEach, describe, expect, it } from 'vitest';
import { answer, forgetEarlier, keep } from '../../src/offline/kept-page';

/** Nobody answers here. */
const SILENT = 'http://127.0.0.1:1/folder/';
const here = `${location.origin}/`;

afterEach(async () => {
  for (const name of await caches.keys()) await caches.delete(name);
});

describe('a build', () => {
  it('is kept whole or not at all', async () => {
    await keep({ version: 'whole', paths: ['/icon.svg', '/models/index.json'] }, SILENT);
    expect(await keptIn('mien-page /folder/ whole')).toEqual(['/icon.svg', '/models/index.json']);
    await expect(keep({ version: 'half', paths: ['/icon.svg', `${SILENT}none`] }, SILENT)).rejects.toThrow();
    expect(await keptIn('mien-page /folder/ half')).toEqual([]);
  });

  it('makes those before it be forgotten, and leaves one that is just coming, and what is not ours', async () => {
    const ours = ['1', '2', '3'].map((version) => `mien-page /folder/ ${version}`);
    const others = ['other', 'mien-page /folder/within/ 1', 'mien-page / 1'];
    for (const name of [...others, ...ours]) await caches.open(name);
    await forgetEarlier({ version: '2', paths: [] }, SILENT);
    expect(await caches.keys()).toEqual([...others, ...ours.slice(1)]);
  });
});

describe('a request', () => {
  it('for what has a hash is answered by the newest build that has it, without the network', async () => {
    await put('1', `${SILENT}assets/a-1f.js`, 'first');
    await put('2', `${SILENT}assets/b-2f.js`, 'second');
    expect(await textOf(`${SILENT}assets/a-1f.js`)).toBe('first');
    expect(await textOf(`${SILENT}assets/b-2f.js`)).toBe('second');
  });

  it('for the page is answered by the network, and by what is kept where there is none', async () => {
    await put('1', `${here}icon.svg`, 'an old one', here);
    expect(await textOf(`${here}icon.svg`, here)).toContain('<svg');
    await put('1', SILENT, 'the page');
    expect(await textOf(`${SILENT}?backend=wasm`)).toBe('the page');
    expect(await textOf(`${SILENT}index.html`)).toBe('the page');
  });

  it('for what is not kept fails as it would without us', async () => {
    await expect(answer(new Request(`${SILENT}bench/`), SILENT)).rejects.toThrow();
  });

  it('that sends something, or goes elsewhere, is none of ours', () => {
    expect(answer(new Request(SILENT, { method: 'POST' }), SILENT)).toBeUndefined();
    expect(answer(new Request('http://127.0.0.1:1/'), SILENT)).toBeUndefined();
  });
});

async function keptIn(name: string): Promise<string[]> {
  const requests = await (await caches.open(name)).keys();
  return requests.map(({ url }) => new URL(url).pathname);
}

async function put(version: string, url: string, text: string, scope = SILENT): Promise<void> {
  const cache = await caches.open(`mien-page ${new URL(scope).pathname} ${version}`);
  await cache.put(url, new Response(text));
}

async function textOf(url: string, scope = SILENT): Promise<string | undefined> {
  return (await answer(new Request(url), scope))?.text();
}
