import { createInstance } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/shared/errors';
import { errorSentences } from '../../src/ui/error-sentences';
import { firstLanguage } from '../../src/ui/i18n';
import { en } from '../../src/ui/locales/en';
import { zh } from '../../src/ui/locales/zh';
import { numberWriter } from '../../src/ui/numbers';

/** Every path to a text, "data.doorFer.title". */
function pathsOf(texts: object, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : pathsOf(value as object, `${prefix}${key}.`),
  );
}

function textAt(texts: object, path: string): string {
  return String(path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], texts));
}

const bracesIn = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).toSorted();

describe('the two languages', () => {
  it('have the same texts', () => {
    expect(pathsOf(zh).toSorted()).toEqual(pathsOf(en).toSorted());
  });

  it('leave no text empty', () => {
    for (const texts of [en, zh]) {
      expect(pathsOf(texts).filter((path) => textAt(texts, path).trim() === '')).toEqual([]);
    }
  });

  it('fill the same places in every text', () => {
    const different = pathsOf(en).filter(
      (path) => bracesIn(textAt(en, path)).join() !== bracesIn(textAt(zh, path)).join(),
    );
    expect(different).toEqual([]);
  });

  it('never speak of emotions', () => {
    expect(
      pathsOf(en).filter((path) => /emotion/i.test(textAt(en, path).replace('emotion,pixels,Usage', ''))),
    ).toEqual([]);
    expect(pathsOf(zh).filter((path) => /情绪|情感/.test(textAt(zh, path)))).toEqual([]);
  });
});

it('one excluded face is one face', async () => {
  const i18n = createInstance();
  await i18n.init({ lng: 'en', resources: { en: { translation: en } } });
  const said = (count: number) =>
    i18n.t('explore.exclusions.some', { count, number: String(count), parts: 'test' });
  expect(said(1)).toBe('Excluded: 1 face (test). Training and judging leave it out.');
  expect(said(2)).toBe('Excluded: 2 faces (test). Training and judging leave them out.');
});

describe('the first language', () => {
  it('is the first one of the browser that the page speaks', () => {
    expect(firstLanguage(['fr-FR', 'zh-TW', 'en-GB'])).toBe('zh');
    expect(firstLanguage(['en-GB', 'zh-TW'])).toBe('en');
  });

  it('is English when the page speaks none of them', () => {
    expect(firstLanguage(['fr-FR'])).toBe('en');
  });
});

describe.each(['en', 'zh'])('an error in %s', (language) => {
  const i18n = createInstance();
  beforeAll(() =>
    i18n.init({
      lng: language,
      resources: { en: { translation: en }, zh: { translation: zh } },
      interpolation: { escapeValue: false },
    }),
  );
  const sentences = (code: (typeof ERROR_CODES)[number], details = {}) =>
    errorSentences({ code, details }, i18n.t, numberWriter(language));

  it.each(ERROR_CODES)('%s says what happened, what is safe and what to do', (code) => {
    const { what, safe, fix } = sentences(code);
    for (const sentence of [what, safe, fix]) {
      expect(sentence).toMatch(/\S.{5,}[.。？?]$/);
      expect(sentence).not.toMatch(/[{}]|undefined|errors\./);
    }
  });

  it('shows its details, numbers grouped', () => {
    expect(sentences('data/truncated', { rows: 17943 }).what).toContain('17,943');
  });

  it.each([
    ['rows', 200_000, '200,000'],
    ['files', 200_000, '200,000'],
    ['labels', 256, '256'],
    ['bytes', 2 ** 31, '2.1\u202fGB'],
    ['ratio', 200, '200'],
  ])('says of what so much is the limit: %s', (unit, limit, written) => {
    const { what } = sentences('data/too-large', { limit, unit });
    expect(what).toContain(written);
    expect(what.length).toBeGreaterThan(sentences('data/too-large', { limit: '' }).what.length);
  });

  it('is not turned around by a name written from right to left', () => {
    const { what } = sentences('data/unknown-format', { name: '\u202egpj.\u2069exe' });
    expect(what).toContain('\u2068\u202egpj.exe\u2069');
    expect(sentences('data/unknown-format', { name: 'وجوه.zip' }).what).toContain('\u2068وجوه.zip\u2069');
    expect(sentences('data/unknown-format', { name: '表情.zip' }).what).not.toContain('\u2068');
  });

  it('says the reason of a bad row in words', () => {
    const { what } = sentences('data/too-many-bad-rows', {
      bad: 12,
      rows: 100,
      where: 7,
      reason: 'pixel-count',
      expected: '2304',
      found: '2280',
    });
    expect(what).toContain('2304');
    expect(what).toContain('2280');
    expect(what).not.toContain('pixel-count');
  });
});
