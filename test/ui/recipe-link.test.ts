import { describe, expect, it } from 'vitest';
import { presetOf } from '../../src/model/presets';
import type { SharedRecipe } from '../../src/shared/recipe-file';
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
      await expect(recipeInLink(one)).rejects.toMatchObject({ code: 'train/bad-recipe' });
  });

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
