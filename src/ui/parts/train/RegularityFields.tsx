import { changeRecipe } from '../../actions/model-actions';
import { useWords } from '../../words';
import { Choice } from '../Choice';
import { NumberInput } from '../NumberInput';
import { Toggle } from '../Toggle';
import { AmountInput } from './AmountInput';
import type { RecipeFieldsProps } from './recipe-fields';

const USUAL_ALPHA = 0.2;

/** What keeps a network from learning by heart, and which weights are kept. */
export function RegularityFields({ recipe, isDisabled }: RecipeFieldsProps) {
  const { t } = useWords();
  const { probability, alpha } = recipe.mixup ?? { probability: 0, alpha: USUAL_ALPHA };
  return (
    <details className="fold">
      <summary>{t('recipe.regularity')}</summary>
      <div className="fold-fields">
        <AmountInput
          label={t('recipe.smoothing')}
          value={recipe.labelSmoothing}
          maximum={0.9}
          isDisabled={isDisabled}
          onChange={(labelSmoothing) => changeRecipe({ labelSmoothing })}
        />
        <AmountInput
          label={t('recipe.mixup')}
          value={probability}
          maximum={1}
          isDisabled={isDisabled}
          hint={t('recipe.mixupHint')}
          onChange={(next) => changeRecipe({ mixup: { probability: next, alpha } })}
        />
        <AmountInput
          label={t('recipe.alpha')}
          value={alpha}
          minimum={0.05}
          maximum={1}
          isDisabled={isDisabled || probability === 0}
          onChange={(next) => changeRecipe({ mixup: { probability, alpha: next } })}
        />
        <Toggle
          label={t('recipe.balanced')}
          note={t('recipe.balancedNote')}
          isOn={recipe.classWeights === 'balanced'}
          isDisabled={isDisabled}
          onChange={(isOn) => changeRecipe({ classWeights: isOn ? 'balanced' : 'none' })}
        />
        <AmountInput
          label={t('recipe.averaging')}
          value={recipe.averaging ?? 0}
          maximum={0.9999}
          isDisabled={isDisabled}
          hint={t('recipe.averagingHint')}
          onChange={(averaging) => changeRecipe({ averaging })}
        />
        <NumberInput
          label={t('tune.dropout')}
          value={recipe.dropout}
          isOptional
          isWhole={false}
          minimum={0}
          maximum={0.9}
          isDisabled={isDisabled}
          hint={t('tune.dropoutHint')}
          onChange={(dropout) => changeRecipe({ dropout })}
        />
        <Choice
          label={t('recipe.keep')}
          value={recipe.keep}
          options={(['best', 'last'] as const).map((which) => ({ value: which, text: t(`which.${which}`) }))}
          isDisabled={isDisabled}
          onChange={(keep) => changeRecipe({ keep: keep === 'best' ? 'best' : 'last' })}
        />
        <Choice
          label={t('recipe.lastBatch')}
          value={recipe.lastBatch}
          options={(['fill', 'drop'] as const).map((way) => ({
            value: way,
            text: t(`recipe.lastBatches.${way}`),
          }))}
          isDisabled={isDisabled}
          onChange={(way) => changeRecipe({ lastBatch: way === 'drop' ? 'drop' : 'fill' })}
        />
      </div>
    </details>
  );
}
