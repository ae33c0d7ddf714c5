import { describe, expect, it } from 'vitest';
import { problemOf } from '../../../src/data/decode-pictures';
import { readPictureHeader } from '../../../src/shared/picture-header';
import { headerCases } from './picture-headers';

describe('the corpus of picture headers', () => {
  it.each(headerCases())('$name', ({ bytes, size, isFair = false }) => {
    const header = readPictureHeader(bytes);
    expect(header && [header.width, header.height]).toEqual(size);
    expect(problemOf(bytes, header) === undefined).toBe(isFair);
  });
});
