import type { Recipe } from '../../../shared/recipe';
import type { ListedRun } from '../../../storage/run-store';
import { takeRecipe } from '../../actions/recipe-actions';
import { useWords, type Words } from '../../words';
import { Button } from '../Button';
import { Dialog } from '../Dialog';
import { FigureList } from '../Figure';

interface RunSettingsProps {
  readonly run: ListedRun | undefined;
  readonly onClose: () => void;
}

/** What a run was trained with, and the way to train with it again. */
export function RunSettings({ run, onClose }: RunSettingsProps) {
  const words = useWords();
  const { t, runName } = words;
  const name = run ? runName(run) : '';
  return (
    <Dialog title={t('train.runs.settingsTitle', { name })} isOpen={run !== undefined} onClose={onClose}>
      {run && (
        <>
          <FigureList
            look="column"
            items={[
              { term: t('stages.model'), figure: t(`presets.${run.template.preset}`) },
              ...recipeFacts(run.template.recipe, words),
            ]}
          />
          <div className="dialog-actions">
            <Button onPress={onClose}>{t('app.cancel')}</Button>
            <Button
              look="primary"
              onPress={() => {
                onClose();
                const { preset, recipe } = run.template;
                void takeRecipe({ name, preset, recipe });
              }}
            >
              {t('train.runs.useSettings')}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

interface Fact {
  readonly term: string;
  readonly figure: string;
}

/** Every setting that does something, by the names the settings have on the page. */
function recipeFacts(recipe: Recipe, { t, n }: Pick<Words, 't' | 'n'>): Fact[] {
  const { optimizer, schedule, augmentation, mixup, averaging = 0, dropout, patience = 0 } = recipe;
  const amount = (term: string, value: number | undefined): Fact[] =>
    value ? [{ term, figure: n.precise(value, 3) }] : [];
  // Of none is something else than of all, which is what is meant where it is not said.
  const share = (term: string, value: number | undefined): Fact[] =>
    value === undefined ? [] : [{ term, figure: n.precise(value, 3) }];
  const { flip, fill, warped, lit, ...amounts } = augmentation;
  const changes = Object.entries(amounts) as [keyof typeof amounts, number | undefined][];
  return [
    { term: t('train.epochs'), figure: n.count(recipe.epochs) },
    { term: t('train.batchSize'), figure: n.count(recipe.batchSize) },
    { term: t('recipe.optimizer'), figure: t(`recipe.optimizers.${optimizer.kind}`) },
    { term: t('train.learningRate'), figure: n.precise(optimizer.learningRate, 3) },
    ...('momentum' in optimizer ? amount(t('recipe.momentum'), optimizer.momentum) : []),
    ...('weightDecay' in optimizer ? amount(t('recipe.weightDecay'), optimizer.weightDecay) : []),
    ...amount(t('recipe.clipNorm'), recipe.clipNorm),
    { term: t('recipe.schedule'), figure: t(`recipe.schedules.${schedule.kind}`) },
    ...(schedule.kind === 'cosine' ? amount(t('recipe.warmUp'), schedule.warmUpEpochs) : []),
    ...(schedule.kind === 'plateau'
      ? [
          ...amount(t('recipe.plateauFactor'), schedule.factor),
          ...amount(t('recipe.plateauPatience'), schedule.patience),
          ...amount(t('recipe.leastRate'), schedule.leastRate),
        ]
      : []),
    { term: t('train.seed'), figure: n.count(recipe.seed) },
    ...amount(t('train.limit'), recipe.limit),
    ...amount(t('recipe.patience'), patience),
    ...amount(t('recipe.smoothing'), recipe.labelSmoothing),
    ...(mixup?.probability
      ? [...amount(t('recipe.mixup'), mixup.probability), ...amount(t('recipe.alpha'), mixup.alpha)]
      : []),
    ...amount(t('recipe.averaging'), averaging),
    ...(dropout === undefined ? [] : [{ term: t('tune.dropout'), figure: n.precise(dropout, 3) }]),
    ...(recipe.classWeights === 'balanced'
      ? [{ term: t('recipe.balanced'), figure: t('train.runs.yes') }]
      : []),
    ...(flip ? [{ term: t('recipe.flip'), figure: t('train.runs.yes') }] : []),
    ...share(t('recipe.amounts.warped'), warped),
    ...share(t('recipe.amounts.lit'), lit),
    ...(fill ? [{ term: t('recipe.fill'), figure: t(`recipe.fills.${fill}`) }] : []),
    ...changes.flatMap(([name, value]) => amount(t(`recipe.amounts.${name}`), value)),
    { term: t('recipe.lastBatch'), figure: t(`recipe.lastBatches.${recipe.lastBatch}`) },
    { term: t('recipe.keep'), figure: t(`which.${recipe.keep}`) },
  ];
}
