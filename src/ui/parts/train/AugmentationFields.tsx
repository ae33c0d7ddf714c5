import { useState } from 'react';
import type { Augmentation } from '../../../shared/recipe';
import { changeRecipe } from '../../actions/model-actions';
import { useWords } from '../../words';
import { Choice } from '../Choice';
import { Toggle } from '../Toggle';
import { AmountInput } from './AmountInput';
import { AugmentationPreview } from './AugmentationPreview';
import type { RecipeFieldsProps } from './recipe-fields';

// In the order in which they happen. Shares of pictures that are absent mean all of them.
const AMOUNTS = [
  { name: 'crop', maximum: 0.9 },
  { name: 'warped', maximum: 1, absent: 1 },
  { name: 'rotationDeg', maximum: 180 },
  { name: 'scale', maximum: 0.9 },
  { name: 'aspect', maximum: 0.9 },
  { name: 'zoom', maximum: 0.9 },
  { name: 'shearDeg', maximum: 60 },
  { name: 'shift', maximum: 1 },
  { name: 'blur', maximum: 1 },
  { name: 'lit', maximum: 1, absent: 1 },
  { name: 'brightness', maximum: 1 },
  { name: 'contrast', maximum: 1 },
  { name: 'gamma', maximum: 0.9 },
  { name: 'shade', maximum: 1 },
  { name: 'noise', maximum: 0.5 },
  { name: 'darkening', maximum: 1 },
  { name: 'erasing', maximum: 1 },
] as const satisfies readonly { name: keyof Augmentation; maximum: number; absent?: number }[];

const FILLS = ['reflect', 'nearest'] as const;

/** What chance does to each training picture, and what comes of it. */
export function AugmentationFields({ recipe, isDisabled }: RecipeFieldsProps) {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const { augmentation } = recipe;
  const change = (part: Partial<Augmentation>) =>
    changeRecipe({ augmentation: { ...augmentation, ...part } });
  return (
    <details className="fold" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('recipe.augmentation')}</summary>
      <div className="fold-fields">
        {isOpen && <AugmentationPreview recipe={recipe} />}
        <Toggle
          label={t('recipe.flip')}
          isOn={augmentation.flip}
          isDisabled={isDisabled}
          onChange={(flip) => change({ flip })}
        />
        {AMOUNTS.map(({ name, maximum, ...rest }) => (
          <AmountInput
            key={name}
            label={t(`recipe.amounts.${name}`)}
            value={augmentation[name] ?? ('absent' in rest ? rest.absent : 0)}
            maximum={maximum}
            isDisabled={isDisabled}
            onChange={(value) => change({ [name]: value })}
          />
        ))}
        <Choice
          label={t('recipe.fill')}
          value={augmentation.fill ?? FILLS[0]}
          options={FILLS.map((fill) => ({ value: fill, text: t(`recipe.fills.${fill}`) }))}
          isDisabled={isDisabled}
          onChange={(chosen) => change({ fill: FILLS.find((fill) => fill === chosen) })}
        />
      </div>
    </details>
  );
}
