import type { Optimizer, Schedule } from '../../../shared/recipe';
import { changeRecipe } from '../../actions/model-actions';
import { useWords } from '../../words';
import { Choice } from '../Choice';
import { Toggle } from '../Toggle';
import { AmountInput } from './AmountInput';
import type { RecipeFieldsProps } from './recipe-fields';

const OPTIMIZERS = ['adam', 'adamw', 'sgd', 'rmsprop'] as const;
const SCHEDULES = ['constant', 'plateau', 'cosine', 'one-cycle'] as const;

/** The numbers another optimizer starts from, at the rate that is set. */
function optimizerOf(kind: Optimizer['kind'], learningRate: number): Optimizer {
  switch (kind) {
    case 'adam':
    case 'rmsprop':
      return { kind, learningRate };
    case 'adamw':
      return { kind, learningRate, weightDecay: 0.02 };
    case 'sgd':
      return { kind, learningRate, momentum: 0.9, nesterov: true, weightDecay: 5e-4 };
  }
}

function scheduleOf(kind: Schedule['kind']): Schedule {
  switch (kind) {
    case 'constant':
    case 'one-cycle':
      return { kind };
    case 'plateau':
      return { kind, factor: 0.1, patience: 2, leastRate: 1e-5 };
    case 'cosine':
      return { kind, warmUpEpochs: 2 };
  }
}

/** How weights are moved, how the rate changes, and when it is enough. */
export function OptimizerFields({ recipe, isDisabled }: RecipeFieldsProps) {
  const { t } = useWords();
  const { optimizer, schedule } = recipe;
  return (
    <details className="fold">
      <summary>{t('recipe.optimizing')}</summary>
      <div className="fold-fields">
        <Choice
          label={t('recipe.optimizer')}
          value={optimizer.kind}
          options={OPTIMIZERS.map((kind) => ({ value: kind, text: t(`recipe.optimizers.${kind}`) }))}
          isDisabled={isDisabled}
          onChange={(chosen) => {
            const kind = OPTIMIZERS.find((known) => known === chosen);
            if (kind) changeRecipe({ optimizer: optimizerOf(kind, optimizer.learningRate) });
          }}
        />
        {'weightDecay' in optimizer && (
          <AmountInput
            label={t('recipe.weightDecay')}
            value={optimizer.weightDecay}
            maximum={1}
            isDisabled={isDisabled}
            onChange={(weightDecay) => changeRecipe({ optimizer: { ...optimizer, weightDecay } })}
          />
        )}
        {optimizer.kind === 'sgd' && (
          <>
            <AmountInput
              label={t('recipe.momentum')}
              value={optimizer.momentum}
              maximum={0.999}
              isDisabled={isDisabled}
              onChange={(momentum) => changeRecipe({ optimizer: { ...optimizer, momentum } })}
            />
            <Toggle
              label={t('recipe.nesterov')}
              isOn={optimizer.nesterov}
              isDisabled={isDisabled}
              onChange={(nesterov) => changeRecipe({ optimizer: { ...optimizer, nesterov } })}
            />
          </>
        )}
        <AmountInput
          label={t('recipe.clipNorm')}
          value={recipe.clipNorm ?? 0}
          maximum={1000}
          isDisabled={isDisabled}
          hint={t('recipe.clipNormHint')}
          onChange={(clipNorm) => changeRecipe({ clipNorm })}
        />
        <Choice
          label={t('recipe.schedule')}
          value={schedule.kind}
          options={SCHEDULES.map((kind) => ({ value: kind, text: t(`recipe.schedules.${kind}`) }))}
          isDisabled={isDisabled}
          onChange={(chosen) => {
            const kind = SCHEDULES.find((known) => known === chosen);
            if (kind) changeRecipe({ schedule: scheduleOf(kind) });
          }}
        />
        <ScheduleFields schedule={schedule} isDisabled={isDisabled} />
        <AmountInput
          label={t('recipe.patience')}
          value={recipe.patience ?? 0}
          maximum={1000}
          isWhole
          isDisabled={isDisabled}
          hint={t('recipe.patienceHint')}
          onChange={(patience) => changeRecipe({ patience })}
        />
      </div>
    </details>
  );
}

function ScheduleFields({
  schedule,
  isDisabled,
}: {
  readonly schedule: Schedule;
  readonly isDisabled: boolean;
}) {
  const { t } = useWords();
  if (schedule.kind === 'cosine')
    return (
      <AmountInput
        label={t('recipe.warmUp')}
        value={schedule.warmUpEpochs}
        maximum={1000}
        isWhole
        isDisabled={isDisabled}
        onChange={(warmUpEpochs) => changeRecipe({ schedule: { ...schedule, warmUpEpochs } })}
      />
    );
  if (schedule.kind !== 'plateau') return null;
  return (
    <>
      <AmountInput
        label={t('recipe.plateauFactor')}
        value={schedule.factor}
        maximum={1}
        isDisabled={isDisabled}
        onChange={(factor) => changeRecipe({ schedule: { ...schedule, factor } })}
      />
      <AmountInput
        label={t('recipe.plateauPatience')}
        value={schedule.patience}
        minimum={1}
        maximum={1000}
        isWhole
        isDisabled={isDisabled}
        onChange={(patience) => changeRecipe({ schedule: { ...schedule, patience } })}
      />
      <AmountInput
        label={t('recipe.leastRate')}
        value={schedule.leastRate}
        maximum={1}
        isDisabled={isDisabled}
        onChange={(leastRate) => changeRecipe({ schedule: { ...schedule, leastRate } })}
      />
    </>
  );
}
