import { version_core } from '@tensorflow/tfjs-core';
import type { BackendInfo } from '../compute/backend';
import { sampleDigest, type Samples } from '../data/samples';
import { type Network, readWeights } from '../model/network';
import { probeProbabilities } from '../model/probes';
import type { DatasetManifest } from '../shared/dataset';
import type { EpochRecord } from '../shared/history';
import type { ModelCard, PresetName } from '../shared/model-card';
import type { Recipe } from '../shared/recipe';
import { MIEN_VERSION } from '../shared/version';
import type { Database } from '../storage/database';
import { getModel, saveModel } from '../storage/model-store';

const LONGEST_NAME = 200; // what a card may hold; file names can be longer

/** A run and what of it is stored. */
export interface SavedRun {
  readonly id: string;
  /** The parts of the card that do not change from epoch to epoch. */
  readonly template: Omit<ModelCard, 'weights' | 'accuracy' | 'probes' | 'trained'> & {
    readonly trained: Omit<ModelCard['trained'], 'epochs'>;
  };
  readonly history: EpochRecord[];
  readonly cards: { best?: ModelCard; last?: ModelCard };
  bestEpoch: number; // 0 before the first
}

export async function startRun(
  request: { readonly preset: PresetName; readonly recipe: Recipe },
  context: { manifest: DatasetManifest; train: Samples; network: Network; backend: BackendInfo },
): Promise<SavedRun> {
  const { manifest, train, network, backend } = context;
  const id = `run-${crypto.randomUUID()}`;
  return {
    id,
    template: {
      formatVersion: 1,
      id,
      name: `${request.preset} · ${manifest.name}`.slice(0, LONGEST_NAME),
      preset: request.preset,
      labels: manifest.labels,
      input: network.input,
      parameters: network.model.countParams(),
      recipe: request.recipe,
      trained: {
        datasetId: manifest.id,
        datasetName: manifest.name.slice(0, LONGEST_NAME),
        datasetKind: manifest.kind,
        isDrawn: manifest.isDrawn,
        images: train.labels.length,
        sampleDigest: await sampleDigest(train.indices),
        ...(train.exclusions && { exclusions: train.exclusions }),
        backend: backend.name,
      },
      createdAtMs: Date.now(),
      software: { mien: MIEN_VERSION, tfjs: version_core },
    },
    history: [],
    cards: {},
    bestEpoch: 0,
  };
}

/**
 * Stores the weights after an epoch: always as `last`, and as `best` when none before did better on the validation
 * split. Without one every epoch counts as the best so far.
 *
 * @returns whether this epoch is the best
 * @throws AppError storage/quota-full, storage/failed; the epochs before stay stored. storage/missing when the model
 *   was removed meanwhile
 */
export async function saveEpoch(
  run: SavedRun,
  record: EpochRecord,
  context: { network: Network; database: Database; validationImages: number },
): Promise<boolean> {
  // Removed in another tab, say: going on would leave a card whose best weights are gone.
  if (run.history.length > 0) await getModel(context.database, run.id);
  const best = run.history[run.bestEpoch - 1]?.validation?.accuracy ?? -1;
  const isBest = (record.validation?.accuracy ?? 1) > best;
  const card = await cardAfter(run, record, context);
  const last: ModelCard = { ...card, weights: 'last' };
  const cards = isBest ? { best: { ...card, weights: 'best' as const }, last } : { ...run.cards, last };
  const bytes = await readWeights(context.network);
  const history = [...run.history, record];
  await saveModel(
    context.database,
    { id: run.id, cards, history, source: 'trained' },
    isBest ? { best: bytes, last: bytes } : { last: bytes },
  );
  // Only now: what the run says of itself is what is stored.
  run.history.push(record);
  Object.assign(run.cards, cards);
  if (isBest) run.bestEpoch = record.epoch;
  return isBest;
}

async function cardAfter(
  run: SavedRun,
  record: EpochRecord,
  { network, validationImages }: { network: Network; validationImages: number },
): Promise<Omit<ModelCard, 'weights'>> {
  const { seed } = run.template.recipe;
  return {
    ...run.template,
    trained: { ...run.template.trained, epochs: record.epoch },
    accuracy: record.validation && {
      split: 'validation',
      value: record.validation.accuracy,
      images: validationImages,
    },
    probes: { seed, probabilities: await probeProbabilities(network, seed) },
  };
}
