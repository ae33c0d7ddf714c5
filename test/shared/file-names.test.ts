import { describe, expect, it } from 'vitest';
import { isHostileName, isLitter } from '../../src/shared/file-names';

describe('the name of a file in an archive', () => {
  it.each(['happy/1.png', 'a..b/..c/d../1.png', './happy/1.png', 'x'.repeat(512), '笑'.repeat(170)])(
    'is fair: %s',
    (path) => expect(isHostileName(path)).toBe(false),
  );

  it.each(['/1.png', '\\1.png', 'C:\\1.png', '..', '../1.png', 'a/../1.png', 'a\\..\\1.png', 'a/..'])(
    'leads out of its folder: %s',
    (path) => expect(isHostileName(path)).toBe(true),
  );

  it.each(['x'.repeat(513), '笑'.repeat(171)])('has no end: %s', (path) =>
    expect(isHostileName(path)).toBe(true),
  );
});

describe('a file that a system left behind', () => {
  it.each(['.DS_Store', 'a/.hidden/1.png', '__MACOSX/._1.png', 'a/__MACOSX', 'a/Thumbs.db', 'desktop.ini'])(
    'is %s',
    (path) => expect(isLitter(path)).toBe(true),
  );

  it.each(['./happy/1.png', 'a/my__MACOSX/1.png', 'a/__MACOSX2/1.png', 'nothumbs.db', 'a.hidden/1.png'])(
    'is not %s',
    (path) => expect(isLitter(path)).toBe(false),
  );
});
