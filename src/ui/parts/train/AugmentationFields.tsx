import { useState } from 'react';
import type { Augmentation, Recipe } from '../../../shared/recipe';
import { changeRecipe } from '../../actions/model-actions';
import { useWords } from '../../words';
import { Toggle } from '../Toggle';
import { AmountInput } from './AmountInput';
import { AugmentationPreview } from './AugmentationPreview';

const AMOUNTS = [
  { name: 'rotationDeg', maximum: 180 },
  { name: 'scale', maximum: 0.9 },
  { name: 'aspect', maximum: 0.9 },
  { name: 'shearDeg', maximum: 60 },
  { name: 'shift', maximum: 1 },
  { name: 'brightness', maximum: 1 },
  { name: 'contrast', maximum: 1 },
  { name: 'gamma', maximum: 0.9 },
  { name: 'shade', maximum: 1 },
  { name: 'noise', maximum: 0.5 },
  { name: 'erasing', maximum: 1 },
] as const;

interface FieldsProps {
  readonly recipe: Recipe;
  readonly isDisabled: boolean;
}

/** What chance does to each training picture, and what comes of it. */
export function AugmentationFields({ recipe, isDisabled }: FieldsProps) {
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
        {AMOUNTS.map(({ name, maximum }) => (
          <AmountInput
            key={name}
            label={t(`recipe.amounts.${name}`)}
            value={augmentation[name] ?? 0}
            maximum={maximum}
            isDisabled={isDisabled}
            onChange={(value) => change({ [name]: value })}
          />
        ))}
      </div>
    </details>
  );
}
