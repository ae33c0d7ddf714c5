import { useMemo } from 'react';
import { pauseTraining, retryTraining, startTraining, stopTraining } from '../actions/train-actions';
import { Button } from '../parts/Button';
import { Downloads } from '../parts/Downloads';
import { EmptyState } from '../parts/EmptyState';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Notice } from '../parts/Notice';
import { PageHead } from '../parts/PageHead';
import { PoliteStatus } from '../parts/PoliteStatus';
import { Afterwards } from '../parts/train/Afterwards';
import { RecipeArrival } from '../parts/train/RecipeArrival';
import { RecipeForm } from '../parts/train/RecipeForm';
import { ResumeOffer } from '../parts/train/ResumeOffer';
import { RunFigures, Score } from '../parts/train/RunFigures';
import { RunList } from '../parts/train/RunList';
import { RunNotes } from '../parts/train/RunNotes';
import { TrainingCharts } from '../parts/TrainingCharts';
import { datasetInUse, modelInUse, type Session, useSession, waitingRun } from '../session';
import type { TrainRun } from '../train-run';
import type { DatasetManifest } from '../../shared/dataset';
import type { EpochRecord } from '../../shared/history';
import type { ModelSummary } from '../../storage/model-store';
import { nowSentence, stepSpoken } from '../train-sentence';
import { useWords } from '../words';

export function TrainPage() {
  const { t } = useWords();
  const train = useSession((state) => state.train);
  const dataset = useSession(datasetInUse);
  const model = useSession(modelInUse);
  const shown = useShownRun();
  const why = useWhyNot();
  const waiting = useSession(waitingRun);
  const elsewhere = useSession((state) => state.elsewhere);
  if (!dataset && train.status === 'empty' && shown.history.length === 0 && !waiting) return <NoData />;
  return (
    <>
      <PageHead title={t('stages.train')} lead={t('train.lead')} action={<PrimaryAction />} why={why} />
      {train.status === 'failed' && (
        <ErrorNotice failure={train.failure}>
          {/* What is gone stays gone. */}
          {!waiting && train.failure.code !== 'storage/missing' && (
            <Button onPress={() => void retryTraining()}>{t('app.retry')}</Button>
          )}
        </ErrorNotice>
      )}
      {elsewhere && train.status !== 'working' && <Notice>{t('train.elsewhere', { ...elsewhere })}</Notice>}
      <RecipeArrival />
      <ResumeOffer />
      {!dataset && train.status !== 'working' && <Notice>{t('train.waits')}</Notice>}
      {shown.isDrawn && <Notice>{t('drawn.train')}</Notice>}
      <div className="train-layout">
        <div className="train-main">
          <Score history={shown.history} run={shown.run} labels={dataset?.labels.length} />
          <NowSentence />
          {shown.run && <RunFigures run={shown.run} />}
          {shown.run && <RunNotes run={shown.run} />}
          <Afterwards />
          <Curves shown={shown} />
        </div>
        {dataset && <RecipeForm dataset={dataset} />}
        {train.status !== 'working' && model && (model.source !== 'box' || train.status === 'ready') && (
          <div className="train-downloads">
            <Downloads />
          </div>
        )}
      </div>
      <RunList />
    </>
  );
}

/** The best validation accuracy that the logs of the two tutorials show, on FER2013. */
const SEEDS = { A: 0.6522, B: 0.6426 } as const;
const EXPRESSION_COUNT = 7;

/** The shown run's curves, with those of the runs that are checked in the list. */
function Curves({ shown }: { readonly shown: ShownRun }) {
  const { t, n, runName } = useWords();
  const runs = useSession((state) => state.runs);
  const overlaid = useSession((state) => state.overlaid);
  const dataset = useSession(datasetInUse);
  const others = useMemo(
    () =>
      runs
        .filter(({ id }) => overlaid.includes(id))
        .map((run) => ({ name: runName(run), history: run.history })),
    [runs, overlaid, runName],
  );
  const isFer2013 = dataset?.splitSource === 'official' && dataset.labels.length === EXPRESSION_COUNT;
  const isComparable = !shown.isDrawn && isFer2013 && shown.history.length > 0;
  const references = useMemo(
    () =>
      isComparable
        ? Object.entries(SEEDS).map(([name, accuracy]) => ({
            name: t('train.charts.seed', { name }),
            accuracy,
          }))
        : [],
    [isComparable, t],
  );
  return (
    <>
      <TrainingCharts
        history={shown.history}
        running={shown.running}
        others={others}
        references={references}
      />
      {isComparable && (
        <p className="note">
          {t('train.charts.references', { a: n.percent(SEEDS.A), b: n.percent(SEEDS.B) })}
        </p>
      )}
    </>
  );
}

function NoData() {
  const { t } = useWords();
  return (
    <>
      <PageHead title={t('stages.train')} lead={t('train.lead')} action={<ToData />} />
      <RecipeArrival />
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
  // Then the first thing to press is Resume.
  const isWaiting = useSession((state) => waitingRun(state) !== undefined);
  const canStart = useSession(
    (state) =>
      datasetInUse(state) !== undefined && state.recipe !== undefined && state.evaluate.status !== 'working',
  );
  if (train.status === 'working') {
    const { isStopping, isPausing = false, recovery } = train.progress;
    return (
      <div className="row">
        {/* Between two workers nobody would hear it. */}
        <Button isDisabled={isStopping || isPausing || recovery !== undefined} onPress={pauseTraining}>
          {isPausing ? t('train.pausing') : t('train.pause')}
        </Button>
        <Button look="primary" isDisabled={isStopping} onPress={stopTraining}>
          {isStopping ? t('train.stopping') : t('train.stop')}
        </Button>
      </div>
    );
  }
  if (!hasDataset) return <ToData />;
  return (
    <Button
      look={isWaiting ? 'plain' : 'primary'}
      isDisabled={!canStart}
      onPress={() => void startTraining()}
    >
      {t('train.start')}
    </Button>
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
