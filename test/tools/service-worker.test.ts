import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildIn } from '../../tools/service-worker.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-built-'));
  for (const name of ['assets', 'bench', 'face']) mkdirSync(join(folder, name));
  for (const path of ['index.html', 'sw.js', '_headers', 'bench/index.html', 'assets/bench-ours-1a.js'])
    writeFileSync(join(folder, path), path);
  for (const path of ['assets/recognizer-2b.js', 'face/net.tflite']) writeFileSync(join(folder, path), path);
});
afterEach(() => rmSync(folder, { recursive: true }));

it('what is kept of a build is the page and all it needs, without the bench and what is for the host', () => {
  expect(buildIn(folder).paths).toEqual(['assets/recognizer-2b.js', 'face/net.tflite', './']);
});

it('any other byte of what is kept makes another version', () => {
  const { version } = buildIn(folder);
  writeFileSync(join(folder, 'bench/index.html'), 'other');
  expect(buildIn(folder).version).toBe(version);
  writeFileSync(join(folder, 'face/net.tflite'), 'other');
  expect(buildIn(folder).version).not.toBe(version);
});
