import { describe, expect, it } from 'vitest';
import { presetOf } from '../../src/model/presets';
import { toFailure } from '../../src/shared/errors';
import type { SharedRecipe } from '../../src/shared/recipe-file';
import { foreignWords } from '../../src/ui/error-sentences';
import { errorsEn } from '../../src/ui/locales/errors-en';
import { errorsZh } from '../../src/ui/locales/errors-zh';
import { recipeInLink, recipeLink } from '../../src/ui/recipe-link';

const PAGE = new URL('https://example.org/mien/#/model');
const SHARED: SharedRecipe = { name: '我的配方', preset: 'best', recipe: presetOf('best').recipe };

describe('a link to a recipe', () => {
  it('opens the train page with the same recipe, in less than 700 characters', async () => {
    const link = await recipeLink(SHARED, PAGE);
    expect(link).toMatch(/^https:\/\/example\.org\/mien\/#\/train\?recipe=[\w-]+$/);
    expect(link.length).toBeLessThan(700);
    expect(await recipeInLink(new URL(link).hash)).toEqual(SHARED);
  });

  it('is none on other addresses', async () => {
    expect(await recipeInLink('')).toBeUndefined();
    expect(await recipeInLink('#/train')).toBeUndefined();
  });

  it('that was cut off, changed or is far too long is refused', async () => {
    const { hash } = new URL(await recipeLink(SHARED, PAGE));
    const wrong = [
      hash.slice(0, -40),
      '#/train?recipe=',
      '#/train?recipe=%%%',
      `#/train?recipe=${'A'.repeat(9000)}`,
    ];
    for (const one of wrong)
      await expect(recipeInLink(one)).rejects.toMatchObject({ code: 'train/bad-link' });
  });

  it.each(['abcd', '%7Bbad'])(
    'of %s is called damaged, with the words of the browser beside the code alone',
    async (text) => {
      const failure = toFailure(
        await recipeInLink(`#/train?recipe=${text}`).catch((error: unknown) => error),
      );
      expect(failure.code).toBe('train/bad-link');
      for (const texts of [errorsEn, errorsZh])
        expect(Object.values(texts['train/bad-link']).join(' ')).not.toContain('{{');
      expect(foreignWords(failure)).toMatch(/Error/);
    },
  );

  it('that unpacks to something endless is refused', async () => {
    const zeros = new Blob([new Uint8Array(4_000_000)])
      .stream()
      .pipeThrough(new CompressionStream('deflate-raw'));
    const packed = new Uint8Array(await new Response(zeros).arrayBuffer());
    const text = btoa(String.fromCharCode(...packed))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
    await expect(recipeInLink(`#/train?recipe=${text}`)).rejects.toMatchObject({ code: 'train/bad-recipe' });
  });
});
