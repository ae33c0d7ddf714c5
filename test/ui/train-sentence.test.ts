import { createInstance } from 'i18next';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EpochRecord } from '../../src/shared/history';
import { askBeforeLeaving } from '../../src/ui/leave-guard';
import { en } from '../../src/ui/locales/en';
import { modelChoices } from '../../src/ui/model-names';
import { numberWriter } from '../../src/ui/numbers';
import { FRESH_SESSION, type Session, session } from '../../src/ui/session';
import type { TrainRun } from '../../src/ui/train-run';
import { failed, working } from '../../src/ui/stage';
import { nowSentence } from '../../src/ui/train-sentence';
import { boardOf, history, interruptedRun, model, STATES, withData, withModel } from './hand-made-session';

const i18n = createInstance();
beforeAll(() => i18n.init({ lng: 'en', resources: { en: { translation: en } } }));

const words = {
  t: i18n.t,
  n: numberWriter('en'),
  modelName: () => 'Fast · Drawn faces',
  sentences: (...parts: readonly (string | false)[]) => parts.filter((part) => part !== false).join(' '),
};
const sentence = (state: Session) => nowSentence(state, words);
const stateNamed = (name: string) => STATES[name]?.state ?? FRESH_SESSION;

describe('the sentence about training', () => {
  it('says of a run stopped in its first epoch that there is no model', () => {
    const state: Session = { ...withModel, trainNote: { kind: 'nothing-kept' } };
    expect(sentence(state)).toBe(
      'Stopped before the first epoch was finished: there is no model yet, and the run can be resumed.',
    );
  });

  it('forgets that once the next run is under way', () => {
    const { train } = stateNamed('train, epoch 13');
    expect(sentence({ ...withData, train, trainNote: { kind: 'nothing-kept' } })).toBe('Learning: epoch 13.');
  });

  it('does not call an epoch stored that found no room', () => {
    const { train } = stateNamed('train, epoch 13');
    if (train.status !== 'working') throw new Error('not under way');
    const now = { kind: 'epoch' as const, record: history[0] as EpochRecord, isBest: true, modelId: 'm' };
    const saveFailure = { code: 'storage/quota-full' as const, details: { neededMB: 4 } };
    const said = (run: Partial<TrainRun>) =>
      sentence({ ...withData, train: working({ ...train.progress, now, ...run }) });
    expect(said({ saveFailure: undefined })).toBe('Epoch 1 is stored.');
    expect(said({ saveFailure })).toBe('Epoch 1 is over, but could not be stored.');
  });

  it('says why it does not start beside another tab that trains', () => {
    expect(sentence({ ...withData, trainNote: { kind: 'other-tab' } })).toContain('Another tab is training.');
  });

  it('counts one epoch as one', () => {
    const epochs = (count: number) => sentence({ ...withData, trainNote: { kind: 'ended', epochs: count } });
    expect(epochs(1)).toContain('1 finished epoch is kept');
    expect(epochs(2)).toContain('2 finished epochs are kept');
  });

  it('says after a reload how far an unfinished run came', () => {
    const state: Session = { ...withModel, models: [{ ...model, history: history.slice(0, 1) }] };
    expect(sentence(state)).toContain('Interrupted or stopped after epoch 1 of 40; these epochs are kept.');
  });

  it('does not call a run interrupted that another tab is training', () => {
    const state: Session = { ...withModel, models: [{ ...model, history: history.slice(0, 1) }] };
    const held = { ...interruptedRun, id: model.id, isHeld: true };
    expect(sentence({ ...state, runs: [held] })).toMatch(/trained earlier\. Another tab is training\./);
    expect(sentence({ ...state, runs: [{ ...held, id: 'another' }] })).toContain('Interrupted');
  });

  it('does not call an uploaded model unfinished, nor one that went through its recipe', () => {
    const { recipe } = model.cards.last;
    const last = { ...model.cards.last, recipe: { ...recipe, epochs: history.length } };
    const uploaded: Session = { ...withModel, models: [{ ...model, source: 'uploaded' }] };
    const finished: Session = { ...withModel, models: [{ ...model, cards: { last } }] };
    expect(sentence(uploaded)).not.toContain('Interrupted');
    expect(sentence(finished)).not.toContain('Interrupted');
  });
});

describe('leaving the page', () => {
  const page = new EventTarget();
  askBeforeLeaving(page);
  const mayLeave = () => page.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  afterEach(() => session.setState(FRESH_SESSION, true));

  it('is asked about while an import or a training is under way', () => {
    session.setState(stateNamed('data, importing'), true);
    expect(mayLeave()).toBe(false);
    session.setState(stateNamed('train, epoch 13'), true);
    expect(mayLeave()).toBe(false);
  });

  it('is asked about while photos are copied, and while some were moved by hand', () => {
    session.setState({ ...withModel, photosWriting: working({ done: 1, total: 2 }) }, true);
    expect(mayLeave()).toBe(false);
    session.setState({ ...withModel, board: boardOf([]) }, true);
    expect(mayLeave()).toBe(true);
    session.setState({ board: { ...boardOf([]), corrections: new Map([['a.jpg', 'happy']]) } });
    expect(mayLeave()).toBe(false);
  });

  it('is free when everything is stored, failed, or only an evaluation runs', () => {
    for (const state of [
      withModel,
      { ...withData, train: failed({ code: 'train/no-images', details: {} }) },
      { ...withModel, evaluate: working(undefined) },
    ]) {
      session.setState(state, true);
      expect(mayLeave()).toBe(true);
    }
  });
});

describe('the models to choose from', () => {
  it('are told apart by epochs, own accuracy and source', () => {
    const [trained, uploaded] = modelChoices([model, { ...model, id: 'u', source: 'uploaded' }], words);
    expect(trained).toContain(`Fast · Drawn faces · 12 epochs · ${words.n.percent(0.5913)} · `);
    expect(uploaded).toContain(' · uploaded · ');
  });

  it('show seconds only where two would read the same', () => {
    const later = { ...model.cards.last, createdAtMs: model.cards.last.createdAtMs + 7000 };
    const twin = { ...model, id: 'twin', cards: { ...model.cards, last: later } };
    expect(modelChoices([model], words)[0]).not.toContain(':00:00');
    expect(modelChoices([model, twin], words).map((text) => /:\d\d:0[07]/.test(text))).toEqual([true, true]);
  });
});
