import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { cardSchema } from '../../src/model/card-schema';
import { presetOf } from '../../src/model/presets';

function cardOf(folder: string) {
  return v.parse(cardSchema, JSON.parse(readFileSync(`public/models/${folder}/card.json`, 'utf8')));
}

const box = JSON.parse(readFileSync('public/models/index.json', 'utf8')) as { folder: string }[]; // ours

describe('the models in the box', () => {
  it.each(box)('$folder names the command that made it', ({ folder }) => {
    const { command = '', preset, trained } = cardOf(folder);
    expect(command).toContain(`--preset ${preset} --epochs ${trained.epochs} `);
    expect(command).toContain(`--backend ${trained.backend} --box ${folder}`);
  });

  it('Smile S differs from its preset as the Model page says', () => {
    const { input, recipe, trained } = cardOf('smile-genki4k');
    expect([input.image.width, trained.epochs, recipe.epochs]).toEqual([48, 40, 40]);
    const preset = presetOf('smile-small').recipe;
    expect({ ...recipe, epochs: preset.epochs, seed: preset.seed }).toEqual(preset);
  });
});
