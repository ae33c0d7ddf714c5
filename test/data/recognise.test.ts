import { describe, expect, it } from 'vitest';
import { openReader } from '../../src/data/recognise';
import { toFailure } from '../../src/shared/errors';

const open = (...bytes: number[]) => openReader(new File([Uint8Array.from(bytes)], 'faces.csv'));
const failureOf = (...bytes: number[]) => open(...bytes).then(() => undefined, toFailure);

describe('recognising a file', () => {
  it('goes by its content, not by its name', async () => {
    const text = new TextEncoder().encode('emotion,pixels\n');
    const reader = await openReader(new File([text], 'faces.zip'));
    expect(reader.kind).toBe('fer2013-csv');
    expect(reader.totalBytes).toBe(15);
  });

  it('refuses what is no archive behind the magic bytes of one', async () => {
    expect(await failureOf(0x50, 0x4b, 3, 4, 1, 2, 3)).toEqual({
      code: 'data/bad-archive',
      details: { name: 'faces.csv' },
    });
  });

  it('refuses text in two-byte characters by name', async () => {
    expect(await failureOf(0xff, 0xfe, 0x65, 0)).toEqual({
      code: 'data/bad-header',
      details: { found: 'UTF-16' },
    });
  });

  it('refuses binary files', async () => {
    expect(await failureOf(0xff, 0xd8, 0xff, 0xe0, 0, 16)).toEqual({
      code: 'data/unknown-format',
      details: { name: 'faces.csv' },
    });
  });

  it('says that an empty file holds no images', async () => {
    expect(await failureOf()).toEqual({ code: 'data/no-images', details: {} });
  });
});
