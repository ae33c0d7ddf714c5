import { sha256Hex } from '../shared/digest';
import { AppError } from '../shared/errors';
import type { EpochRecord } from '../shared/history';
import type { ModelCard } from '../shared/model-card';
import { failpoint } from './failpoints';
import { type Database, storageFailure, writeStrictly, type Writes } from './database';

/** One weight tensor's place in the bytes. Same fields as tfjs' WeightsManifestEntry, float32 only. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32';
}

/** Which of a run's weights: of the epoch with the best validation accuracy, or of its last epoch. */
export type Which = 'best' | 'last';

/** Weights of one model: all tensors one after another, little-endian float32. */
export interface WeightsRecord {
  readonly bytes: ArrayBuffer;
  readonly sha256: string; // hex
}

/** A stored model without its weights: what lists show. */
export interface ModelSummary {
  readonly id: string;
  readonly cards: { readonly best?: ModelCard; readonly last: ModelCard };
  /** Curves of the run that made it; empty for an upload. */
  readonly history: readonly EpochRecord[];
  /** 'box': it came with the page. */
  readonly source: 'trained' | 'uploaded' | 'box';
}

/** The card of one of a model's weights; a model without a best epoch answers with its last. */
export function cardOf(model: ModelSummary, which: Which): ModelCard {
  return (which === 'best' ? model.cards.best : undefined) ?? model.cards.last;
}

/** Which weights changed; those that are left out stay as they are stored. */
export type ChangedWeights = Readonly<Partial<Record<Which, ArrayBuffer>>>;

/**
 * Stores the summary and the weights that changed, in one strict transaction: after a kill either both are there
 * or neither.
 *
 * @throws AppError storage/quota-full or storage/failed; what was stored before is as it was
 */
export async function saveModel(
  database: Database,
  model: ModelSummary,
  weights: ChangedWeights,
): Promise<void> {
  const { neededMB, write } = await modelWrite(model, weights);
  await writeStrictly(database, ['models', 'weights'], write, { neededMB });
  failpoint('model/written');
}

/** The writes of saveModel, for a transaction that holds more than them. */
export async function modelWrite(
  model: ModelSummary,
  weights: ChangedWeights,
): Promise<{ neededMB: number; write(writes: Writes): void }> {
  const records = await Promise.all(
    Object.entries(weights).map(async ([which, bytes]) => ({
      which,
      record: { bytes, sha256: await sha256Hex(bytes) },
    })),
  );
  return {
    neededMB: Math.ceil(records.reduce((sum, { record }) => sum + record.bytes.byteLength, 0) / 1e6),
    write(writes) {
      writes.put('models', model, model.id);
      failpoint('model/summary-put');
      for (const { which, record } of records) {
        writes.put('weights', record, [model.id, which]);
        failpoint('model/weights-put');
      }
    },
  };
}

/** All stored models, newest first. */
export async function listModels(database: Database): Promise<ModelSummary[]> {
  const models = await readStored(database.getAll('models'));
  return models.toSorted((a, b) => b.cards.last.createdAtMs - a.cards.last.createdAtMs);
}

/** @throws AppError storage/missing */
export async function getModel(database: Database, id: string): Promise<ModelSummary> {
  const model = await readStored(database.get('models', id));
  if (!model) throw new AppError('storage/missing', { what: id });
  return model;
}

/** @throws AppError storage/missing, storage/damaged when the bytes do not match their hash */
export async function readModelWeights(database: Database, id: string, which: Which): Promise<ArrayBuffer> {
  const record = await readStored(database.get('weights', [id, which]));
  if (!record) throw new AppError('storage/missing', { what: `${id} (${which})` });
  if ((await sha256Hex(record.bytes)) !== record.sha256) throw new AppError('storage/damaged', { what: id });
  return record.bytes;
}

export async function removeModel(database: Database, id: string): Promise<void> {
  await writeStrictly(database, ['models', 'weights'], (writes) => {
    writes.delete('models', id);
    failpoint('model-removal/summary-removed');
    for (const which of ['best', 'last']) writes.delete('weights', [id, which]);
    failpoint('model-removal/weights-removed');
  });
  failpoint('model-removal/written');
}

async function readStored<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw storageFailure(error);
  }
}
