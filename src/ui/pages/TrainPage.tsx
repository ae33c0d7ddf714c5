import { Fragment, useMemo, useState } from 'react';
import { changeRecipe, resetRecipe } from '../actions/model-actions';
import { startTraining, stopTraining } from '../actions/train-actions';
import { Button } from '../parts/Button';
import { Downloads } from '../parts/Downloads';
import { EmptyState } from '../parts/EmptyState';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Figure, FigureList, LargePercent } from '../parts/Figure';
import { Notice } from '../parts/Notice';
import { NumberInput } from '../parts/NumberInput';
import { PageHead } from '../parts/PageHead';
import { PoliteStatus } from '../parts/PoliteStatus';
import { ProgressBar } from '../parts/ProgressBar';
import { Section } from '../parts/Section';
import { TrainingCharts } from '../parts/TrainingCharts';
import { datasetInUse, modelInUse, type Session, type TrainRun, useSession } from '../session';
import { countOf, type DatasetManifest } from '../../shared/dataset';
import { excludedIn } from '../../shared/exclusions';
import type { EpochRecord } from '../../shared/history';
import type { BackendName } from '../../shared/model-card';
import type { Recipe } from '../../shared/recipe';
import type { ModelSummary } from '../../storage/model-store';
import type { StepExecutor } from '../../train/training-step';
import { nowSentence, stepSpoken } from '../train-sentence';
import { useWords } from '../words';

export function TrainPage() {
  const { t } = useWords();
  const train = useSession((state) => state.train);
  const dataset = useSession(datasetInUse);
  const model = useSession(modelInUse);
  const shown = useShownRun();
  const why = useWhyNot();
  if (!dataset && train.status === 'empty' && shown.history.length === 0) return <NoData />;
  return (
    <>
      <PageHead title={t('stages.train')} lead={t('train.lead')} action={<PrimaryAction />} why={why} />
      {train.status === 'failed' && (
        <ErrorNotice failure={train.failure}>
          <Button onPress={() => void startTraining()}>{t('app.retry')}</Button>
        </ErrorNotice>
      )}
      {!dataset && train.status !== 'working' && <Notice>{t('train.waits')}</Notice>}
      {shown.isDrawn && <Notice>{t('drawn.train')}</Notice>}
      <div className="train-layout">
        <div className="train-main">
          <Score history={shown.history} run={shown.run} labels={dataset?.labels.length} />
          <NowSentence />
          {shown.run && <RunFigures run={shown.run} />}
          <Afterwards />
          <TrainingCharts history={shown.history} running={shown.running} />
        </div>
        {dataset && <Settings dataset={dataset} />}
        {train.status !== 'working' && model && (
          <div className="train-downloads">
            <Downloads />
          </div>
        )}
      </div>
    </>
  );
}

function NoData() {
  const { t } = useWords();
  return (
    <>
      <PageHead title={t('stages.train')} lead={t('train.lead')} action={<ToData />} />
      <EmptyState text={t('train.waits')} />
    </>
  );
}

function ToData() {
  const { t } = useWords();
  return (
    <a className="button button-primary" href="#/data">
      {t('train.toData')}
    </a>
  );
}

/** What the page draws: the run under way, else the one that just ended, else the model in use. */
interface ShownRun {
  readonly run: TrainRun | undefined;
  readonly history: readonly EpochRecord[];
  readonly running: EpochRecord['train'] | undefined;
  readonly isDrawn: boolean;
}

const NO_EPOCHS: readonly EpochRecord[] = [];

function useShownRun(): ShownRun {
  const train = useSession((state) => state.train);
  const model = useSession(modelInUse);
  const dataset = useSession(datasetInUse);
  return useMemo(() => shownRun(train, model, dataset), [train, model, dataset]);
}

function shownRun(
  train: Session['train'],
  model: ModelSummary | undefined,
  dataset: DatasetManifest | undefined,
): ShownRun {
  if (train.status === 'working') {
    const { now, history, isDrawn } = train.progress;
    return { run: train.progress, history, running: now?.kind === 'step' ? now.running : undefined, isDrawn };
  }
  if (train.status === 'ready') {
    const { history, card } = train.value;
    return { run: undefined, history, running: undefined, isDrawn: card.trained.isDrawn };
  }
  const isDrawn = model?.cards.last.trained.isDrawn ?? dataset?.isDrawn ?? false;
  return { run: undefined, history: model?.history ?? NO_EPOCHS, running: undefined, isDrawn };
}

function useWhyNot(): string | undefined {
  const { t } = useWords();
  const isEvaluating = useSession((state) => state.evaluate.status === 'working');
  const isTraining = useSession((state) => state.train.status === 'working');
  return isEvaluating && !isTraining ? t('train.busyEvaluating') : undefined;
}

function PrimaryAction() {
  const { t } = useWords();
  const train = useSession((state) => state.train);
  const hasDataset = useSession((state) => datasetInUse(state) !== undefined);
  const canStart = useSession(
    (state) =>
      datasetInUse(state) !== undefined && state.recipe !== undefined && state.evaluate.status !== 'working',
  );
  if (train.status === 'working') {
    return (
      <Button look="primary" isDisabled={train.progress.isStopping} onPress={stopTraining}>
        {train.progress.isStopping ? t('train.stopping') : t('train.stop')}
      </Button>
    );
  }
  if (!hasDataset) return <ToData />;
  return (
    <Button look="primary" isDisabled={!canStart} onPress={() => void startTraining()}>
      {t('train.start')}
    </Button>
  );
}

interface ScoreProps {
  readonly history: readonly EpochRecord[];
  readonly run: TrainRun | undefined;
  readonly labels: number | undefined;
}

/** The one big number. */
function Score({ history, run, labels }: ScoreProps) {
  const { t, n } = useWords();
  const last = history.at(-1);
  const runningAccuracy = run?.now?.kind === 'step' ? run.now.running.accuracy : last?.train.accuracy;
  const value = last?.validation?.accuracy ?? runningAccuracy;
  const term =
    last?.validation || value === undefined ? t('train.validationAccuracy') : t('train.trainingAccuracy');
  return (
    <dl className="score">
      <dt>{term}</dt>
      <dd>
        {value === undefined ? (
          <span className="score-none">{t('train.noScore')}</span>
        ) : (
          <Figure name="train-score" value={value}>
            <LargePercent text={n.percent(value)} />
          </Figure>
        )}
        {labels !== undefined && labels > 0 && (
          <small>{t('train.guessing', { percent: n.percent(1 / labels) })}</small>
        )}
      </dd>
    </dl>
  );
}

function NowSentence() {
  const words = useWords();
  const state = useSession((whole) => whole);
  const { train } = state;
  const sentence = nowSentence(state, words);
  // Spoken once per kind of work and epoch, not once per step.
  const spoken =
    train.status === 'working' && train.progress.now?.kind === 'step'
      ? stepSpoken(train.progress, words)
      : sentence;
  return (
    <>
      <p className="now">{sentence}</p>
      {/* What it ended with is said at once. */}
      <PoliteStatus text={spoken} everyMs={train.status === 'working' ? 10_000 : 0} />
    </>
  );
}

function RunFigures({ run }: { readonly run: TrainRun }) {
  const { t, n } = useWords();
  const { now, epochs, imagesPerSecond, secondsLeft, backend, executor } = run;
  const step = now?.kind === 'step' ? now : undefined;
  const epoch = now && 'epoch' in now ? now.epoch : run.history.length;
  return (
    <>
      <ProgressBar
        label={t('stages.train')}
        share={
          step
            ? step.doneSteps / Math.max(1, step.totalSteps)
            : run.history.length > 0
              ? run.history.length / epochs
              : undefined
        }
      />
      <FigureList
        items={[
          {
            term: t('train.epoch'),
            figure: (
              <Figure name="train-epoch" value={epoch}>
                {t('train.epochOf', { epoch: n.count(epoch), epochs: n.count(epochs) })}
              </Figure>
            ),
          },
          {
            term: t('train.step'),
            figure: step ? (
              <Figure name="train-step" value={step.step}>
                {t('train.stepOf', { step: n.count(step.step), steps: n.count(step.stepsPerEpoch) })}
              </Figure>
            ) : (
              '–'
            ),
          },
          {
            term: t('train.speed'),
            figure: imagesPerSecond === undefined ? '–' : <Speed value={imagesPerSecond} />,
          },
          {
            term: t('train.left'),
            figure:
              secondsLeft === undefined ? (
                '–'
              ) : (
                <Figure value={secondsLeft}>{n.duration(secondsLeft)}</Figure>
              ),
          },
          {
            term: t('train.backend'),
            figure: backend ? <ComputedBy backend={backend.name} executor={executor} /> : '–',
          },
        ]}
      />
    </>
  );
}

function Speed({ value }: { readonly value: number }) {
  const { n } = useWords();
  return (
    <Figure name="train-images-per-second" value={value}>
      {value > 0 ? n.fixed(value, value < 10 ? 1 : 0) : '–'}
    </Figure>
  );
}

interface ComputedByProps {
  readonly backend: BackendName;
  readonly executor: StepExecutor | undefined;
}

/** On WebGPU two things can work out a step, and differ in speed. */
function ComputedBy({ backend, executor }: ComputedByProps) {
  const { t } = useWords();
  return (
    <Figure name="train-backend" value={backend}>
      {backend === 'webgpu' && executor ? t(`backend.executors.${executor}`) : t(`backend.names.${backend}`)}
    </Figure>
  );
}

/** After a run: which weights, and where to go from here. */
function Afterwards() {
  const { t } = useWords();
  const train = useSession((state) => state.train);
  const hasModel = useSession((state) => modelInUse(state) !== undefined);
  if (train.status === 'working' || !hasModel) return null;
  return (
    <>
      {train.status === 'ready' && (
        <FigureList
          items={[
            {
              term: t('train.selected'),
              figure: (
                <Figure name="train-selected" value={train.value.card.weights}>
                  {t(`which.${train.value.card.weights}`)}
                </Figure>
              ),
            },
            { term: t('train.speed'), figure: <Speed value={train.value.imagesPerSecond} /> },
            {
              term: t('train.backend'),
              figure: <ComputedBy backend={train.value.backend.name} executor={train.value.executor} />,
            },
          ]}
        />
      )}
      <div className="row">
        <a className="button button-plain" href="#/evaluate">
          {t('train.toEvaluate')}
        </a>
        {train.status === 'ready' && (
          <span className="note">{t(`train.selectedText.${train.value.card.weights}`)}</span>
        )}
      </div>
    </>
  );
}

function Settings({ dataset }: { readonly dataset: DatasetManifest }) {
  const { t, n, datasetName } = useWords();
  const recipe = useSession((state) => state.recipe);
  const preset = useSession((state) => state.preset);
  const exclusions = useSession((state) => state.exclusions);
  const isTraining = useSession((state) => state.train.status === 'working');
  const [resets, setResets] = useState(0);
  if (!recipe) return null;
  const left = excludedIn(exclusions, 'train');
  const images = countOf(dataset, 'train') - left;
  return (
    <Section
      title={t('train.settings')}
      note={t('train.what', { preset: t(`presets.${preset}`), dataset: datasetName(dataset) })}
      className="settings"
      aside={
        <Button
          look="quiet"
          isDisabled={isTraining}
          onPress={() => {
            resetRecipe();
            setResets((times) => times + 1);
          }}
        >
          {t('train.reset')}
        </Button>
      }
    >
      {left > 0 && (
        <p className="note">
          <Figure name="train-excluded" value={left}>
            {t('explore.exclusions.left', { number: n.count(left) })}
          </Figure>
        </p>
      )}
      {/* A reset also forgets what was typed and not taken. */}
      <Fragment key={resets}>
        <NumberInput
          label={t('train.epochs')}
          value={recipe.epochs}
          minimum={1}
          maximum={1000}
          isDisabled={isTraining}
          onChange={(epochs) => epochs !== undefined && changeRecipe({ epochs })}
        />
        <NumberInput
          label={t('train.batchSize')}
          value={recipe.batchSize}
          minimum={1}
          maximum={1024}
          isDisabled={isTraining}
          onChange={(batchSize) => batchSize !== undefined && changeRecipe({ batchSize })}
        />
        <NumberInput
          label={t('train.learningRate')}
          value={recipe.optimizer.learningRate}
          minimum={1e-6}
          maximum={1}
          isWhole={false}
          isDisabled={isTraining}
          onChange={(learningRate) =>
            learningRate !== undefined && changeRecipe(withLearningRate(recipe, learningRate))
          }
        />
        <NumberInput
          label={t('train.seed')}
          value={recipe.seed}
          minimum={0}
          maximum={2 ** 31 - 1}
          isDisabled={isTraining}
          onChange={(seed) => seed !== undefined && changeRecipe({ seed })}
        />
        <NumberInput
          label={t('train.limit')}
          value={recipe.limit}
          isOptional
          minimum={1}
          maximum={Math.max(1, images)}
          isDisabled={isTraining}
          hint={t('train.limitHint', { number: n.count(images) })}
          onChange={(limit) => changeRecipe({ limit })}
        />
      </Fragment>
    </Section>
  );
}

function withLearningRate({ optimizer }: Recipe, learningRate: number): Pick<Recipe, 'optimizer'> {
  return { optimizer: { ...optimizer, learningRate } };
}
