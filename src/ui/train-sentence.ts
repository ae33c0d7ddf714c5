import { isUnfinished } from './model-names';
import { modelInUse, type Session } from './session';
import type { TrainNote, TrainRun } from './train-run';
import type { ModelSummary } from '../storage/model-store';
import type { Words } from './words';

type Speech = Pick<Words, 't' | 'n' | 'modelName' | 'sentences'>;

/** What training does now, or what became of it, in a sentence. */
export function nowSentence(state: Session, words: Speech): string {
  const { train, trainNote } = state;
  if (train.status === 'working') return runSentence(train.progress, words);
  if (trainNote) return noteSentence(trainNote, words);
  return train.status === 'ready' ? outcomeSentence(train.value, words) : earlierSentence(state, words);
}

/** Said once per epoch, not once per step. */
export function stepSpoken({ now }: TrainRun, { t }: Speech): string {
  return now?.kind === 'step' ? t('train.now.stepPlain', { epoch: now.epoch }) : '';
}

function runSentence({ now, isStopping, recovery, saveFailure }: TrainRun, { t, n }: Speech): string {
  if (recovery) return t('train.now.recovering');
  if (isStopping) return t('train.now.stopping');
  switch (now?.kind) {
    case undefined:
    case 'run':
    case 'saved':
    case 'save-failed':
      return t('train.now.starting');
    case 'preparing':
      return t(`train.now.${now.what}`);
    case 'step':
      return t('train.now.stepPlain', { epoch: now.epoch });
    case 'validating':
      return t('train.now.validating', { epoch: now.epoch, images: n.count(now.images) });
    case 'rolled-back':
      return t('train.now.roll-back');
    case 'epoch':
      return t(saveFailure ? 'train.now.epochUnsaved' : 'train.now.epoch', { epoch: now.record.epoch });
  }
}

function noteSentence(note: TrainNote, { t }: Speech): string {
  switch (note.kind) {
    case 'nothing-kept':
      return t('train.now.nothingKept');
    case 'paused':
      return t('train.now.paused');
    case 'other-tab':
      return t('train.now.otherTab');
    case 'ended':
      return t('train.now.ended', { count: note.epochs });
  }
}

type Outcome = Extract<Session['train'], { status: 'ready' }>['value'];

function outcomeSentence({ history, bestEpoch, wasStopped }: Outcome, { t }: Speech): string {
  const count = history.length;
  if (wasStopped) return t('train.now.stopped', { count });
  return history.at(-1)?.validation
    ? t('train.now.done', { count, best: bestEpoch })
    : t('train.now.doneNoValidation', { count });
}

function earlierSentence(state: Session, { t, modelName, sentences }: Speech): string {
  const model = modelInUse(state);
  if (!model || model.history.length === 0) return t('train.now.idle');
  const earlier = t('train.now.earlier', { name: modelName(model.cards.last) });
  if (state.runs.some(({ id, isHeld }) => isHeld && id === model.id))
    return sentences(earlier, t('train.now.otherTab'));
  return sentences(earlier, isUnfinished(model) && unfinishedSentence(model, t));
}

function unfinishedSentence({ history, cards }: ModelSummary, t: Speech['t']): string {
  return t('train.now.unfinished', { epoch: history.length, epochs: cards.last.recipe.epochs });
}
