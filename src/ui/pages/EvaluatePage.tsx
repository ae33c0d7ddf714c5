import { chooseSplit, startEvaluation } from '../actions/evaluate-actions';
import { chooseDataset } from '../actions/data-actions';
import { chooseWeights } from '../actions/model-actions';
import { cancelEvaluation } from '../actions/running-evaluation';
import { cardInUse, storedWeights } from '../model-names';
import { Button } from '../parts/Button';
import { Choice } from '../parts/Choice';
import { ConfusionMatrix } from '../parts/ConfusionMatrix';
import { Downloads } from '../parts/Downloads';
import { EmptyState } from '../parts/EmptyState';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Figure, LargePercent } from '../parts/Figure';
import { ModelCardView } from '../parts/ModelCardView';
import { ModelChoice } from '../parts/ModelChoice';
import { Notice } from '../parts/Notice';
import { PageHead } from '../parts/PageHead';
import { PerLabelTable } from '../parts/PerLabelTable';
import { ProgressBar } from '../parts/ProgressBar';
import { SegmentedControl } from '../parts/SegmentedControl';
import { UploadModel } from '../parts/UploadModel';
import type { EvaluateProgress, Evaluation } from '../../evaluate/evaluate-model';
import { labelMapping } from '../../shared/labels';
import { countOf, SPLITS } from '../../shared/dataset';
import type { ModelSummary } from '../../storage/model-store';
import { datasetInUse, modelInUse, type Session, useSession } from '../session';
import { useWords, type Words } from '../words';

export function EvaluatePage() {
  const { t } = useWords();
  const evaluate = useSession((state) => state.evaluate);
  const model = useSession(modelInUse);
  const weights = useSession((state) => state.weights);
  const isTraining = useSession((state) => state.train.status === 'working');
  const knowsLabels = useSession(hasLabelsOfDataset);
  if (!model) return <NoModel />;
  return (
    <>
      <PageHead
        title={t('stages.evaluate')}
        lead={t('evaluate.lead')}
        action={<PrimaryAction />}
        why={isTraining ? t('evaluate.busyTraining') : knowsLabels ? undefined : t('evaluate.otherLabels')}
      />
      {evaluate.status === 'failed' && (
        <ErrorNotice failure={evaluate.failure}>
          {knowsLabels && <Button onPress={() => void startEvaluation()}>{t('app.retry')}</Button>}
        </ErrorNotice>
      )}
      <div className="sections">
        <Subject model={model} />
        {cardInUse(model, weights).trained.isDrawn && <Notice>{t('drawn.model')}</Notice>}
        {evaluate.status === 'working' && <Scoring progress={evaluate.progress} />}
        {evaluate.status === 'empty' && <Hint />}
        {evaluate.status === 'ready' && <Results evaluation={evaluate.value} />}
        <div className="two-columns">
          <ModelCardView model={model} weights={weights} />
          <Downloads />
        </div>
        <UploadModel />
      </div>
    </>
  );
}

function NoModel() {
  const { t } = useWords();
  const boxFailure = useSession((state) => state.boxFailure);
  const evaluate = useSession((state) => state.evaluate);
  return (
    <>
      <PageHead
        title={t('stages.evaluate')}
        lead={t('evaluate.lead')}
        action={
          <a className="button button-primary" href="#/train">
            {t('evaluate.toTrain')}
          </a>
        }
      />
      {evaluate.status === 'failed' && <ErrorNotice failure={evaluate.failure} />}
      {boxFailure && <ErrorNotice failure={boxFailure} />}
      <div className="sections">
        <EmptyState text={t('evaluate.waitsModel')} />
        <UploadModel />
      </div>
    </>
  );
}

function Hint() {
  const { t } = useWords();
  const hasDataset = useSession((state) => datasetInUse(state) !== undefined);
  return hasDataset ? (
    <EmptyState text={t('evaluate.empty')} />
  ) : (
    <EmptyState text={t('evaluate.waitsData')}>
      <a className="button button-plain" href="#/data">
        {t('train.toData')}
      </a>
    </EmptyState>
  );
}

/** Whether the model knows the expressions of the dataset, in any order. */
function hasLabelsOfDataset(state: Session): boolean {
  const [dataset, model] = [datasetInUse(state), modelInUse(state)];
  return !dataset || !model || labelMapping(dataset.labels, model.cards.last.labels) !== undefined;
}

function PrimaryAction() {
  const { t } = useWords();
  const isWorking = useSession((state) => state.evaluate.status === 'working');
  const canRun = useSession(
    (state) =>
      datasetInUse(state) !== undefined && state.train.status !== 'working' && hasLabelsOfDataset(state),
  );
  return isWorking ? (
    <Button look="primary" onPress={cancelEvaluation}>
      {t('evaluate.cancel')}
    </Button>
  ) : (
    <Button look="primary" isDisabled={!canRun} onPress={() => void startEvaluation()}>
      {t('evaluate.run')}
    </Button>
  );
}

/** Which weights of which model, on which part of which dataset. */
function Subject({ model }: { readonly model: ModelSummary }) {
  const { t, n, datasetName } = useWords();
  const weights = useSession((state) => state.weights);
  const datasets = useSession((state) => state.datasets);
  const dataset = useSession(datasetInUse);
  const split = useSession((state) => state.split);
  const isBusy = useSession(
    (state) => state.evaluate.status === 'working' || state.train.status === 'working',
  );
  return (
    <section className="subject" aria-label={t('evaluate.what')}>
      <ModelChoice isDisabled={isBusy} />
      <Choice
        label={t('evaluate.dataset')}
        value={dataset?.id ?? ''}
        isDisabled={isBusy}
        onChange={(id) => void chooseDataset(id)}
        options={datasets.map((known) => ({ value: known.id, text: datasetName(known) }))}
      />
      <div className="field">
        <span className="field-label">{t('evaluate.weights')}</span>
        <SegmentedControl
          label={t('evaluate.weights')}
          value={weights}
          isDisabled={isBusy}
          onChange={chooseWeights}
          segments={storedWeights(model).map((which) => ({ value: which, text: t(`which.${which}`) }))}
        />
      </div>
      <div className="field">
        <span className="field-label">{t('evaluate.split')}</span>
        <SegmentedControl
          label={t('evaluate.split')}
          value={split}
          isDisabled={isBusy}
          onChange={chooseSplit}
          segments={SPLITS.filter((known) => !dataset || countOf(dataset, known) > 0).map((known) => ({
            value: known,
            text: dataset
              ? t('evaluate.splitCount', {
                  split: t(`splits.${known}`),
                  number: n.count(countOf(dataset, known)),
                })
              : t(`splits.${known}`),
          }))}
        />
      </div>
    </section>
  );
}

function Scoring({ progress }: { readonly progress: EvaluateProgress | undefined }) {
  const { t, n } = useWords();
  return (
    <section className="working" aria-label={t('evaluate.progress')}>
      <output className="working-title">{t('evaluate.progress')}</output>
      <ProgressBar
        label={t('evaluate.progress')}
        share={progress && progress.done / Math.max(1, progress.images)}
      />
      {progress && (
        <p className="note">
          <Figure value={progress.done}>
            {t('evaluate.progressOf', { done: n.count(progress.done), total: n.count(progress.images) })}
          </Figure>
        </p>
      )}
    </section>
  );
}

function Results({ evaluation }: { readonly evaluation: Evaluation }) {
  const words = useWords();
  const { t, n } = words;
  // Only FER2013's own files name their parts the official way.
  const isFer2013 = useSession((state) => datasetInUse(state)?.splitSource === 'official');
  return (
    <>
      <section className="verdict" aria-label={t('evaluate.accuracy')}>
        <dl className="score">
          <dt>
            {t('evaluate.accuracy')} ·{' '}
            <Figure name="evaluate-split" value={evaluation.split}>
              {t(`splits.${evaluation.split}`)}
            </Figure>
          </dt>
          <dd>
            <Figure name="evaluate-accuracy" value={evaluation.accuracy}>
              <LargePercent text={n.percent(evaluation.accuracy)} />
            </Figure>
            <Baseline evaluation={evaluation} />
          </dd>
        </dl>
        <dl className="figures figures-row">
          <div>
            <dt>{t('evaluate.macroF1')}</dt>
            <dd>
              <Figure name="evaluate-macro-f1" value={evaluation.macroF1}>
                {n.percent(evaluation.macroF1)}
              </Figure>
            </dd>
          </div>
          <div>
            <dt>{t('evaluate.images')}</dt>
            <dd>
              <Figure name="evaluate-images" value={evaluation.images}>
                {n.count(evaluation.images)}
              </Figure>
              {(evaluation.excluded ?? 0) > 0 && (
                <small>
                  <Figure name="evaluate-excluded" value={evaluation.excluded ?? 0}>
                    {t('explore.exclusions.left', { number: n.count(evaluation.excluded ?? 0) })}
                  </Figure>
                </small>
              )}
            </dd>
          </div>
        </dl>
        <p className="held-out" data-verdict={evaluation.heldOut.verdict}>
          {words.sentences(heldOutSentence(evaluation, words), isFer2013 && t('evaluate.humans'))}
        </p>
      </section>
      <div className="results">
        <ConfusionMatrix evaluation={evaluation} />
        <PerLabelTable evaluation={evaluation} />
      </div>
    </>
  );
}

/** What always naming the most frequent label would reach: the number to beat. */
function Baseline({ evaluation }: { readonly evaluation: Evaluation }) {
  const { t, n, label } = useWords();
  const totals = evaluation.perLabel.map(({ images }) => images);
  const largest = Math.max(0, ...totals);
  const name = evaluation.labels[totals.indexOf(largest)];
  if (name === undefined || evaluation.images === 0) return null;
  return (
    <small>
      {t('evaluate.guessing', { label: label(name), percent: n.percent(largest / evaluation.images) })}
    </small>
  );
}

function heldOutSentence({ heldOut }: Evaluation, { t, n, sentences }: Words): string {
  switch (heldOut.verdict) {
    case 'proven':
      return sentences(
        t('evaluate.heldOut.proven', { trained: n.count(heldOut.trained) }),
        heldOut.copies > 0 &&
          t('evaluate.heldOut.copies', { count: heldOut.copies, number: n.count(heldOut.copies) }),
      );
    case 'trained-on':
      return t('evaluate.heldOut.trainedOn', { overlap: n.count(heldOut.overlap) });
    case 'unknown':
      if (heldOut.why === 'ancestor') return t('tune.heldOut');
      if (heldOut.why === 'exclusions-undone') return t('evaluate.heldOut.exclusionsUndone');
      return heldOut.why === 'other-dataset'
        ? t('evaluate.heldOut.otherDataset')
        : t('evaluate.heldOut.digestDiffers');
  }
}
