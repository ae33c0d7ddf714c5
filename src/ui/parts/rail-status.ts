import { datasetInUse, modelInUse, type Session } from '../session';
import type { Words } from '../words';
import type { StageName } from './icons';

/** What the rail says of one stage. */
export interface RailStatus {
  readonly look: 'idle' | 'waiting' | 'working' | 'done' | 'failed';
  readonly text: string;
  /** The raw figure behind the text, where it is a figure. */
  readonly value?: number | undefined;
  /** 0..1 of the work under way, where it is known. */
  readonly share?: number | undefined;
}

export function railStatus(stage: StageName, state: Session, words: Words): RailStatus {
  return STATUSES[stage](state, words);
}

type Describe = (state: Session, words: Words) => RailStatus;

const STATUSES: Readonly<Record<StageName, Describe>> = {
  data: (state, words) => {
    const { t, n } = words;
    if (state.data.status === 'failed') return { look: 'failed', text: t('rail.failed') };
    if (state.data.status === 'working') return importing(state.data.progress.progress, words);
    const dataset = datasetInUse(state);
    if (!dataset) return { look: 'idle', text: t('rail.none') };
    return {
      look: 'done',
      text: t('rail.faces', { count: dataset.images, number: n.count(dataset.images) }),
      value: dataset.images,
    };
  },
  model: ({ model, preset }, { t }) =>
    model.status === 'failed'
      ? { look: 'failed', text: t('rail.failed') }
      : { look: 'done', text: t(`presets.${preset}`) },
  train: (state, words) => {
    const { t, n } = words;
    const { train, models } = state;
    if (train.status === 'failed') return { look: 'failed', text: t('rail.failed') };
    if (train.status === 'working') return training(train.progress, words);
    const own = models.filter(({ source }) => source !== 'box');
    if (own.length > 0) {
      return {
        look: 'done',
        text: t('rail.trained', { count: own.length, number: n.count(own.length) }),
        value: own.length,
      };
    }
    return datasetInUse(state)
      ? { look: 'idle', text: t('rail.ready') }
      : { look: 'waiting', text: t('rail.waitsForData') };
  },
  evaluate: (state, { t, n }) => {
    const { evaluate } = state;
    if (evaluate.status === 'failed') return { look: 'failed', text: t('rail.failed') };
    if (evaluate.status === 'working') {
      const progress = evaluate.progress;
      return {
        look: 'working',
        text: t('rail.evaluating'),
        share: progress && progress.done / Math.max(1, progress.images),
      };
    }
    if (evaluate.status === 'ready') {
      return { look: 'done', text: n.percent(evaluate.value.accuracy), value: evaluate.value.accuracy };
    }
    if (!modelInUse(state)) return { look: 'waiting', text: t('rail.waitsForModel') };
    return datasetInUse(state)
      ? { look: 'idle', text: t('rail.ready') }
      : { look: 'waiting', text: t('rail.waitsForData') };
  },
  live: (state, { t, n }) => {
    const { live } = state;
    if (live.status === 'failed') return { look: 'failed', text: t('rail.failed') };
    if (live.status === 'working') return { look: 'working', text: t('rail.preparing') };
    if (live.status === 'ready' && live.value.isRunning) {
      const { framesPerSecond } = live.value;
      return {
        look: 'working',
        text: t('rail.live', { fps: n.fixed(framesPerSecond, 0) }),
        value: framesPerSecond,
      };
    }
    return modelInUse(state)
      ? { look: 'idle', text: t('rail.ready') }
      : { look: 'waiting', text: t('rail.waitsForModel') };
  },
  photos: (state, { t, n }) => {
    const { board } = state;
    if (state.photosFailure) return { look: 'failed', text: t('rail.failed') };
    if (board?.isReading) {
      const share = board.photos.length / Math.max(1, board.total);
      return { look: 'working', text: t('rail.sorting', { percent: n.wholePercent(share) }), share };
    }
    if (board) {
      const { length } = board.photos;
      return {
        look: 'done',
        text: t('rail.sorted', { count: length, number: n.count(length) }),
        value: length,
      };
    }
    return modelInUse(state)
      ? { look: 'idle', text: t('rail.ready') }
      : { look: 'waiting', text: t('rail.waitsForModel') };
  },
};

function importing(progress: ImportProgressOf, { t, n }: Words): RailStatus {
  const share = progress && importShare(progress);
  return share === undefined
    ? { look: 'working', text: t('rail.importingPlain') }
    : { look: 'working', text: t('rail.importing', { percent: n.wholePercent(share) }), share };
}

type ImportProgressOf = Extract<Session['data'], { status: 'working' }>['progress']['progress'];

/** 0..1 of an import, by bytes where there is a file, else by pictures; undefined when neither is known. */
export function importShare(progress: NonNullable<ImportProgressOf>): number | undefined {
  if (progress.totalBytes > 0) return progress.doneBytes / progress.totalBytes;
  return progress.totalImages ? progress.images / progress.totalImages : undefined;
}

function training(
  { now, history, epochs }: Extract<Session['train'], { status: 'working' }>['progress'],
  { t, n }: Words,
): RailStatus {
  const epoch = now && 'epoch' in now ? now.epoch : (history.at(-1)?.epoch ?? 0);
  const best = history.at(-1)?.validation?.accuracy;
  const share =
    now?.kind === 'step' ? now.doneSteps / Math.max(1, now.totalSteps) : history.length / Math.max(1, epochs);
  if (epoch === 0) return { look: 'working', text: t('rail.preparing'), share };
  return best === undefined
    ? { look: 'working', text: t('rail.epoch', { epoch }), value: epoch, share }
    : {
        look: 'working',
        text: t('rail.epochWith', { epoch, accuracy: n.percent(best) }),
        value: best,
        share,
      };
}
