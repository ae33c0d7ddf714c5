import { version_core } from '@tensorflow/tfjs-core';
import type { BackendInfo } from '../compute/backend';
import { sampleDigest, type Samples } from '../data/samples';
import { type Network, readWeights } from '../model/network';
import { probeProbabilities } from '../model/probes';
import type { DatasetManifest } from '../shared/dataset';
import { AppError, type Failure } from '../shared/errors';
import { bestEpochOf, type EpochRecord } from '../shared/history';
import type { ModelCard, PresetName } from '../shared/model-card';
import type { Recipe } from '../shared/recipe';
import { MIEN_VERSION } from '../shared/version';
import { type Checkpoint, removeCheckpoints, saveCheckpoint } from '../storage/checkpoint-store';
import type { Database } from '../storage/database';
import { getModel, modelWrite, type ModelSummary } from '../storage/model-store';
import {
  type CardTemplate,
  type ComputedBy,
  putRun,
  type RunChange,
  type RunEvent,
  type RunPlace,
  type RunRecord,
  type RunStatus,
} from '../storage/run-store';
import type { TrainingStep } from './training-step';

const LONGEST_NAME = 200; // what a card may hold; file names can be longer

export interface NewRun {
  readonly preset: PresetName;
  readonly recipe: Recipe;
  readonly manifest: DatasetManifest;
  readonly train: Samples;
  readonly validation: Samples;
  readonly network: Network;
  readonly by: ComputedBy;
  readonly totalSteps: number;
  readonly ancestors: ModelCard['ancestors'];
  readonly nowMs: number;
}

/** The record of a run that has done nothing yet; its first checkpoint stores it. */
export async function newRunRecord(run: NewRun): Promise<RunRecord> {
  const template = await cardTemplate(run);
  return {
    id: template.id,
    name: template.name,
    status: 'running',
    template,
    computedBy: run.by,
    validationDigest: await sampleDigest(run.validation.indices),
    history: [],
    bestEpoch: 0,
    place: { epoch: 1, step: 0, doneSteps: 0, totalSteps: run.totalSteps },
    savedAtMs: run.nowMs,
    head: { latest: 0, next: 1 },
    events: [],
    formatVersion: 1,
  };
}

async function cardTemplate(run: NewRun): Promise<CardTemplate> {
  const { preset, recipe, manifest, train, network, by, nowMs } = run;
  return {
    formatVersion: 1,
    id: `run-${crypto.randomUUID()}`,
    name: `${preset} · ${manifest.name}`.slice(0, LONGEST_NAME),
    preset,
    labels: manifest.labels,
    input: network.input,
    parameters: network.model.countParams(),
    recipe,
    trained: {
      datasetId: manifest.id,
      datasetName: manifest.name.slice(0, LONGEST_NAME),
      datasetKind: manifest.kind,
      isDrawn: manifest.isDrawn,
      images: train.labels.length,
      labelCounts: manifest.labels.map((_, label) => train.labels.filter((each) => each === label).length),
      sampleDigest: await sampleDigest(train.indices),
      ...(train.exclusions && { exclusions: train.exclusions }),
      backend: by.backend,
    },
    ...(run.ancestors && { ancestors: run.ancestors }),
    createdAtMs: nowMs,
    software: { mien: MIEN_VERSION, tfjs: version_core },
  };
}

export function computedBy(
  { name, device }: BackendInfo,
  { executor, tuning }: Pick<TrainingStep, 'executor' | 'tuning'>,
): ComputedBy {
  return { backend: name, device, executor, tuning, mien: MIEN_VERSION, tfjs: version_core };
}

/** What the result of a run hangs on, besides its recipe and the faces it learns from. */
export type RunConditions = Pick<RunRecord, 'computedBy' | 'validationDigest'>;

/** What differs between then and now; none: the run goes on as if it had never been interrupted. */
export function changesBetween(before: RunConditions, now: RunConditions): RunChange[] {
  const parts = Object.keys(now.computedBy) as (keyof ComputedBy)[]; // both are made by computedBy
  const changed: RunChange[] = parts.filter((part) => before.computedBy[part] !== now.computedBy[part]);
  const isScoredAlike =
    before.validationDigest === undefined || before.validationDigest === now.validationDigest;
  return isScoredAlike ? changed : [...changed, 'validation'];
}

/** @throws AppError train/other-samples: steps counted over other faces would mean something else */
export async function assertSameSamples({ template }: RunRecord, { indices }: Samples): Promise<void> {
  if ((await sampleDigest(indices)) !== template.trained.sampleDigest)
    throw new AppError('train/other-samples');
}

/** The record with nothing in it that came after a checkpoint. */
export function rewound(record: RunRecord, sequence: number, place: RunPlace): RunRecord {
  const history = record.history.filter(({ epoch }) => epoch < place.epoch);
  const { head, bestEpoch } = record;
  return {
    ...record,
    place,
    history,
    // Of an epoch that could not be stored there are no weights: it never was the best.
    bestEpoch: bestEpoch < place.epoch ? bestEpoch : bestEpochOf(history),
    // A later one is damaged, or of what is no longer told: without a name it goes with the next save.
    head: { ...head, latest: sequence, best: (head.best ?? 0) > sequence ? undefined : head.best },
  };
}

type CheckpointParts = Omit<Checkpoint, 'state'> & { readonly state: Omit<Checkpoint['state'], 'place'> };

/**
 * A run and its place in storage. What it says of itself is what is stored, but for epochs whose checkpoint could not
 * be written: the next one takes them along.
 */
export class TrainingRun {
  constructor(
    private readonly database: Database,
    private stored: RunRecord,
    private cards: Partial<ModelSummary['cards']>,
  ) {}

  static async resumed(database: Database, record: RunRecord): Promise<TrainingRun> {
    // Its first epoch's end stored a model; none where all there were could not be stored. Removed in another tab, say:
    // going on would leave a card whose best weights are gone.
    const cards = record.bestEpoch > 0 ? (await getModel(database, record.id)).cards : {};
    return new TrainingRun(database, record, cards);
  }

  get record(): RunRecord {
    return this.stored;
  }

  /** The card of the weights the recipe keeps; undefined before the first epoch. */
  get card(): ModelCard | undefined {
    const { last, best } = this.cards;
    return (this.stored.template.recipe.keep === 'best' ? best : undefined) ?? last;
  }

  /** Written with the next checkpoint. */
  note(event: RunEvent): void {
    this.stored = { ...this.stored, events: [...this.stored.events, event] };
  }

  goOnWith(conditions: RunConditions): void {
    this.stored = { ...this.stored, ...conditions };
  }

  /** Back to an earlier checkpoint; 0: to the beginning. */
  rewind(sequence: number, place: RunPlace): void {
    this.stored = rewound(this.stored, sequence, place);
  }

  /** Ends the run for good. */
  async fail(failure: Failure): Promise<void> {
    this.note({ kind: 'failed', atMs: Date.now(), failure });
    await this.setStatus('failed');
  }

  /** @throws as saveCheckpoint; the run is then as it was */
  async save(
    place: RunPlace,
    { state, tensors }: CheckpointParts,
    at: { nowMs: number; status?: RunStatus },
  ): Promise<void> {
    this.stored = await saveCheckpoint(
      this.database,
      { ...this.stored, place, savedAtMs: at.nowMs, status: at.status ?? 'running' },
      { state: { ...state, place }, tensors },
    );
  }

  /**
   * Stores the end of an epoch: its checkpoint, its row of the history and its model, in one flip. The weights go to the
   * model as `last`, and as `best` when none before did better on the validation split. Without one every epoch counts as
   * the best so far.
   *
   * @returns whether this epoch is the best
   * @throws as saveCheckpoint; storage/missing when the model was removed meanwhile
   */
  async saveEpoch(
    epoch: EpochRecord,
    place: RunPlace,
    { state, tensors }: CheckpointParts,
    at: { network: Network; validationImages: number; nowMs: number },
  ): Promise<boolean> {
    const { history, bestEpoch } = this.stored;
    if (this.cards.last) await getModel(this.database, this.stored.id);
    const best = history.find((known) => known.epoch === bestEpoch)?.validation?.accuracy ?? -1;
    const isBest = (epoch.validation?.accuracy ?? 1) > best;
    const card = await this.cardAfter(epoch, at);
    const last: ModelCard = { ...card, weights: 'last' };
    const cards = isBest ? { best: { ...card, weights: 'best' as const }, last } : { ...this.cards, last };
    const bytes = await readWeights(at.network);
    const run: RunRecord = {
      ...this.stored,
      place,
      status: 'running',
      savedAtMs: at.nowMs,
      history: [...history, epoch],
      bestEpoch: isBest ? epoch.epoch : bestEpoch,
    };
    const model: ModelSummary = { id: run.id, cards, history: run.history, source: 'trained' };
    const { neededMB, write } = await modelWrite(
      model,
      isBest ? { best: bytes, last: bytes } : { last: bytes },
    );
    this.stored = await saveCheckpoint(
      this.database,
      run,
      { state: { ...state, place }, tensors },
      { isBest, along: { stores: ['models', 'weights'], write, neededMB } },
    );
    this.cards = cards;
    return isBest;
  }

  /** An epoch whose checkpoint could not be written: it counts, and the next checkpoint takes it along. */
  addUnsaved(epoch: EpochRecord): void {
    this.stored = { ...this.stored, history: [...this.stored.history, epoch] };
  }

  isStoredAt(place: RunPlace): boolean {
    const { head, place: stored } = this.stored;
    return head.latest > 0 && stored.doneSteps === place.doneSteps && stored.epoch === place.epoch;
  }

  /** Nothing is left to do: the model holds what was learned, and the checkpoints only take room. */
  async finish(): Promise<void> {
    await this.setStatus('finished');
    await removeCheckpoints(this.database, this.stored.id).catch(() => undefined);
  }

  async setStatus(status: RunStatus): Promise<void> {
    if (this.stored.head.latest === 0) return; // never stored
    const next = { ...this.stored, status };
    await putRun(this.database, next);
    this.stored = next;
  }

  private async cardAfter(
    epoch: EpochRecord,
    { network, validationImages }: { network: Network; validationImages: number },
  ): Promise<Omit<ModelCard, 'weights'>> {
    const { template } = this.stored;
    const { seed } = template.recipe;
    const rollBacks = this.stored.events.filter(({ kind }) => kind === 'rolled-back').length;
    return {
      ...template,
      trained: { ...template.trained, epochs: epoch.epoch, ...(rollBacks > 0 && { rollBacks }) },
      accuracy: epoch.validation && {
        split: 'validation',
        value: epoch.validation.accuracy,
        images: validationImages,
      },
      probes: { seed, probabilities: await probeProbabilities(network, seed) },
    };
  }
}
