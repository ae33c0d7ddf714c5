import { describe, expect, it } from 'vitest';
import { openReader } from '../../../src/data/recognise';
import type { PlacedFile } from '../../../src/data/source-file';
import { toFailure } from '../../../src/shared/errors';
import { folderCases } from './folders';

describe('the corpus of folders', () => {
  it.each(folderCases())('$name', async ({ files, opened }) => {
    expect(await openedAs(files)).toEqual(opened);
  });
});

/** Without reading the pictures: those need a browser. */
async function openedAs(files: readonly PlacedFile[]) {
  try {
    const { kind, labels, totalImages } = await openReader({ name: 'given', files });
    return { kind, labels, pictures: totalImages };
  } catch (error) {
    return toFailure(error);
  }
}
