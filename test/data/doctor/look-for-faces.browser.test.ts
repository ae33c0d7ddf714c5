import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../../src/rpc/connect';
import type { ImporterApi } from '../../../src/rpc/contracts';
import { randomUniform } from '../../../src/shared/random';
import { oneFile } from '../one-file';
import { csvText } from '../tiny-fer2013';

// The importer's own thread: the face detector starts only in a module worker.
const worker = new Worker(new URL('../../../workers/importer.ts', import.meta.url), { type: 'module' });
const importer = connect<ImporterApi>(worker, 'importer');

afterEach(async () => {
  for (const { id } of await importer.call('listDatasets', undefined))
    await importer.call('removeDataset', { id });
});
afterAll(() => importer.terminate());

/** Noise, stripes, a chessboard and soft spots in turn, drawn by the seed; no face among them. */
function pattern(seed: number): number[] {
  const chance = (...what: number[]) => randomUniform(seed, ...what);
  const angle = Math.PI * chance(1);
  const square = 3 + Math.floor(6 * chance(2));
  const levelAt = [
    (_x: number, _y: number, at: number) => 256 * chance(3, at),
    (x: number, y: number) => 128 + 100 * Math.sin(0.6 * (x * Math.cos(angle) + y * Math.sin(angle))),
    (x: number, y: number) => ((Math.floor(x / square) + Math.floor(y / square)) % 2 === 0 ? 60 : 200),
    (x: number, y: number) => 128 + 3 * (x - 24) * chance(4) + 2 * (y - 24),
  ][seed % 4];
  return Array.from({ length: 2304 }, (_, at) =>
    Math.max(0, Math.min(255, Math.floor(levelAt?.(at % 48, Math.floor(at / 48), at) ?? 0))),
  );
}

async function storedPatterns(count: number): Promise<string> {
  const rows = Array.from({ length: count }, (_, seed) => ({
    emotion: 0,
    usage: 'Training',
    pixels: pattern(seed).join(' '),
  }));
  const file = new File([csvText(rows)], 'patterns.csv');
  const manifest = await importer.call('importFiles', { ...oneFile(file), acceptTruncated: false });
  return manifest?.id ?? '';
}

describe('the look for pictures without a face', () => {
  it('names patterns that are none, and leaves faces alone', async () => {
    const patterns = await storedPatterns(80);
    const nothing = await importer.call('lookForFaces', { id: patterns });
    expect(nothing?.found['no-face']?.pictures.length).toBeGreaterThanOrEqual(74);
    const drawn = await importer.call('drawSample', { seed: 3, perLabel: 10 });
    const faces = await importer.call('lookForFaces', { id: drawn?.id ?? '' });
    expect(faces?.found['no-face']?.pictures.length).toBeLessThanOrEqual(2);
  });

  it('is stored with what was found before, and stays when the faces are compared again', async () => {
    const id = await storedPatterns(8);
    const examined = await importer.call('diagnose', { id });
    expect(examined?.found['no-face']).toBeUndefined();
    const looked = await importer.call('lookForFaces', { id });
    expect(looked).toMatchObject({ seconds: examined?.seconds, pairs: examined?.pairs });
    expect((await importer.call('readReview', { id })).diagnosis).toEqual(looked);
    const again = await importer.call('diagnose', { id });
    expect(again?.found['no-face']).toEqual(looked?.found['no-face']);
  });

  it('keeps nothing when it is stopped', async () => {
    const id = await storedPatterns(200);
    await importer.call('diagnose', { id });
    const controller = new AbortController();
    const stopped = await importer.call(
      'lookForFaces',
      { id },
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    expect(stopped).toBeUndefined();
    expect((await importer.call('readReview', { id })).diagnosis?.found['no-face']).toBeUndefined();
  });
});
