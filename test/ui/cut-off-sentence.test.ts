import { createInstance } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportIntent } from '../../src/storage/database';
import { cutOffSentence } from '../../src/ui/cut-off-sentence';
import { en } from '../../src/ui/locales/en';
import { zh } from '../../src/ui/locales/zh';
import { numberWriter } from '../../src/ui/numbers';
import type { Words } from '../../src/ui/words';

const i18n = createInstance();
beforeAll(() =>
  i18n.init({
    lng: 'en',
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
  }),
);

const said = (imports: readonly ImportIntent[], language = 'en') =>
  cutOffSentence(imports, {
    t: i18n.getFixedT(language) as Words['t'],
    n: numberWriter(language),
    datasetName: ({ name }) => name,
    sentences: (...parts) => parts.filter((part) => part !== false).join(language === 'zh' ? '' : ' '),
  });

const intent = (name: string): ImportIntent => ({
  id: name,
  startedAtMs: 0,
  dataset: { name, kind: 'fer2013-csv' },
});

const SAFE = 'Nothing of it was kept, and everything stored before is as it was.';
const FIX = 'To have it after all, begin again: drop the file once more, or press the same button.';

describe('an import that was cut off', () => {
  it('is named; the sentence says what happened, what is safe and what to do', () => {
    expect(said([intent('fer2013')])).toBe(
      `The import of “fer2013” was cut off: the page was reloaded, closed or crashed meanwhile. ${SAFE} ${FIX}`,
    );
    expect(said([intent('fer2013')], 'zh')).toBe(
      '“fer2013”的导入没有完成：其间页面被重新加载、关闭或崩溃了。其中的内容没有保留，此前存储的一切保持原样。如仍需要，请重新开始：再次拖入文件，或再按一次同样的按钮。',
    );
  });

  it('is named once where several of one name were, beside others', () => {
    expect(said([intent('a'), intent('b'), intent('a')])).toMatch(/^The imports of “a” and “b” were cut off/);
  });

  it('is told of without a name where its name was not kept', () => {
    expect(said([{ id: 'x', startedAtMs: 0 }])).toBe(
      `An import was cut off: the page was reloaded, closed or crashed meanwhile. ${SAFE} ${FIX}`,
    );
  });
});
