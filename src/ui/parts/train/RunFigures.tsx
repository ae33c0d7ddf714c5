import type { EpochRecord } from '../../../shared/history';
import type { BackendName } from '../../../shared/model-card';
import type { StepExecutor } from '../../../train/training-step';
import type { TrainRun } from '../../train-run';
import { useWords } from '../../words';
import { Figure, FigureList, LargePercent } from '../Figure';
import { ProgressBar } from '../ProgressBar';

interface ScoreProps {
  readonly history: readonly EpochRecord[];
  readonly run: TrainRun | undefined;
  readonly labels: number | undefined;
}

/** The one big number. */
export function Score({ history, run, labels }: ScoreProps) {
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

/** The run under way, in numbers. */
export function RunFigures({ run }: { readonly run: TrainRun }) {
  const { t, n } = useWords();
  const { now, epochs, imagesPerSecond, secondsLeft, backend, executor, refusal, savedAtMs, compileSeconds } =
    run;
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
            term: t('train.saved'),
            figure:
              savedAtMs === undefined ? (
                '–'
              ) : (
                <Figure name="train-saved-at" value={savedAtMs}>
                  {n.time(savedAtMs)}
                </Figure>
              ),
          },
          {
            term: t('train.rate'),
            figure: step ? (
              <Figure name="train-rate" value={step.learningRate}>
                {n.precise(step.learningRate, 3)}
              </Figure>
            ) : (
              '–'
            ),
          },
          {
            term: t('train.compile'),
            figure:
              compileSeconds === undefined ? (
                '–'
              ) : (
                <Figure name="train-compile-seconds" value={compileSeconds}>
                  {n.duration(compileSeconds)}
                </Figure>
              ),
          },
          {
            term: t('train.backend'),
            figure: backend ? <ComputedBy backend={backend.name} executor={executor} /> : '–',
          },
        ]}
      />
      {/* Off WebGPU the backend itself says why. */}
      {refusal && refusal.refused !== 'backend' && (
        <p className="note" data-refused={refusal.refused}>
          {t(`backend.refusals.${refusal.refused}`, { layer: refusal.layer })}
        </p>
      )}
    </>
  );
}

export function Speed({ value }: { readonly value: number }) {
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
export function ComputedBy({ backend, executor }: ComputedByProps) {
  const { t } = useWords();
  return (
    <Figure name="train-backend" value={backend}>
      {backend === 'webgpu' && executor ? t(`backend.executors.${executor}`) : t(`backend.names.${backend}`)}
    </Figure>
  );
}
