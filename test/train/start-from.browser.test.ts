import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../src/compute/backend';
import type { DrawnFace } from '../../src/data/drawn-sample';
import { loadSplit } from '../../src/data/samples';
import { heldOut } from '../../src/evaluate/held-out';
import { buildNetwork } from '../../src/model/network';
import { presetOf } from '../../src/model/presets';
import type { DatasetManifest, Split } from '../../src/shared/dataset';
import { sha256Hex } from '../../src/shared/digest';
import type { ModelCard, PresetName } from '../../src/shared/model-card';
import { randomBits } from '../../src/shared/random';
import { NO_AUGMENTATION, type Recipe } from '../../src/shared/recipe';
import type { Database } from '../../src/storage/database';
import { getModel, readModelWeights, saveModel } from '../../src/storage/model-store';
import { getRun } from '../../src/storage/run-store';
import {
  type TrainOutcome,
  type TrainProgress,
  trainModel,
  type TrainRequest,
} from '../../src/train/fit-loop';
import { TrainingAsks } from '../../src/train/training-asks';
import { finish, freshDatabase, storeFaces } from '../support/stored-faces';

const SIDE = 48;
const IMAGES = 12;
/** Nothing by chance, all pictures in one batch: the loss of a step is that of the weights it began with. */
const recipe: Recipe = {
  ...presetOf('fast').recipe,
  optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: false, weightDecay: 5e-4 },
  schedule: { kind: 'constant' },
  epochs: 2,
  batchSize: IMAGES,
  labelSmoothing: 0,
  dropout: 0,
  augmentation: NO_AUGMENTATION,
};

let database: Database;

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(() => database.close());

/** Pictures of noise, the same to train on and to validate with; a label is known by its name. */
async function store(
  labels: readonly string[],
  { order = labels, side = SIDE, seed = 7 } = {},
): Promise<DatasetManifest> {
  const part = (split: Split): DrawnFace[] =>
    Array.from({ length: IMAGES }, (_, index) => ({
      pixels: Uint8Array.from({ length: side * side }, (_each, at) => randomBits(seed, index, at) >>> 24),
      label: order.indexOf(labels[index % labels.length] ?? ''),
      split,
    }));
  return storeFaces(database, [...part('train'), ...part('validation')], {
    labels: order,
    image: { width: side, height: side, channels: 1 },
  });
}

interface Trained {
  readonly outcome: TrainOutcome;
  readonly firstLoss: number;
  readonly executor: string;
  readonly weights: ReadonlyMap<string, Weight>; // of the last epoch, by name
}

/** As a digest: `toEqual` looks at a hundred thousand numbers for seconds. */
interface Weight {
  readonly size: number;
  readonly sha256: string;
}

async function train(
  request: Omit<TrainRequest, 'recipe' | 'preset'> & { readonly preset?: PresetName },
  changes: Partial<Recipe> = {},
): Promise<Trained> {
  const { backend = 'wasm', preset = 'fast' } = request;
  const tools = { database, backend: await startBackend({ backend }) };
  const job = trainModel(
    { ...request, preset, recipe: { ...recipe, ...changes } },
    tools,
    new AbortController().signal,
  );
  const steps: Extract<TrainProgress, { kind: 'step' }>[] = [];
  const outcome = await finish(job, (event) => {
    if (event.kind === 'step') steps.push(event);
  });
  if (!outcome) throw new Error('It was stopped.');
  return {
    outcome,
    firstLoss: steps[0]?.running.loss ?? Number.NaN,
    executor: outcome.executor,
    weights: await weightsOf(outcome.modelId),
  };
}

async function weightsOf(modelId: string): Promise<ReadonlyMap<string, Weight>> {
  const { cards } = await getModel(database, modelId);
  const { preset, labels, input } = cards.last;
  const network = buildNetwork({ preset, labels, image: input.image });
  const all = new Float32Array(await readModelWeights(database, modelId, 'last'));
  let offset = 0;
  const found = network.weightSpecs.map(async ({ name, shape }) => {
    const size = shape.reduce((product, side) => product * side, 1);
    return [name, { size, sha256: await sha256Hex(all.slice(offset, (offset += size))) }] as const;
  });
  network.dispose();
  return new Map(await Promise.all(found));
}

const validationLoss = ({ history }: TrainOutcome) => history.at(-1)?.validation?.loss;
const startFrom = ({ outcome }: Trained, freezesTrunk = false) => ({
  modelId: outcome.modelId,
  weights: 'last' as const,
  freezesTrunk,
});

const LABELS = ['happy', 'sad', 'angry'];
const TURNED = ['angry', 'happy', 'sad'];
const OTHERS = ['smile', 'other', 'none', 'both'];

describe('a training that starts from a model', () => {
  it('begins with its weights: the first loss is the one it ended with', async () => {
    const { id: datasetId } = await store(LABELS);
    // The one preset without batch norm: in training it answers as it does afterwards.
    const parent = await train({ datasetId, preset: 'seed-smile' });
    const child = await train({ datasetId, start: startFrom(parent) }, { epochs: 1 });
    expect(child.outcome.card.preset).toBe('seed-smile');
    expect(child.firstLoss).toBeCloseTo(validationLoss(parent.outcome) ?? 0, 5);
    expect(child.firstLoss).not.toBeCloseTo(parent.firstLoss, 3);
    expect(child.weights).not.toEqual(parent.weights);
  }, 120_000);

  it('takes along what belongs to its labels where the dataset has them in another order', async () => {
    const parent = await train({ datasetId: (await store(LABELS)).id });
    const turned = await store(LABELS, { order: TURNED });
    const child = await train({ datasetId: turned.id, start: startFrom(parent, true) }, { epochs: 1 });
    expect(child.firstLoss).toBeCloseTo(validationLoss(parent.outcome) ?? 0, 5);
    expect(child.outcome.card.ancestors?.[0]?.hasNewHead).toBe(false);
  }, 60_000);

  it('does so too where one unit stands for two labels', async () => {
    const smiles = ['smile', 'unsmile'];
    const parent = await train({ datasetId: (await store(smiles)).id, preset: 'smile-small' });
    const turned = await store(smiles, { order: smiles.toReversed() });
    const child = await train({ datasetId: turned.id, start: startFrom(parent, true) }, { epochs: 1 });
    expect(child.firstLoss).toBeCloseTo(validationLoss(parent.outcome) ?? 0, 5);
  }, 60_000);

  it('keeps the trunk and makes the head anew for other labels', async () => {
    const parent = await train({ datasetId: (await store(LABELS)).id });
    const others = await store(OTHERS);
    const child = await train({ datasetId: others.id, start: startFrom(parent, true) });
    expect(child.outcome.card).toMatchObject({
      labels: OTHERS,
      ancestors: [
        {
          id: parent.outcome.modelId,
          name: parent.outcome.card.name,
          weights: 'last',
          hasNewHead: true,
          isTrunkFrozen: true,
        },
      ],
    });
    expect([parent, child].map(({ weights }) => weights.get('dense_1/kernel')?.size)).toEqual([384, 512]);
    for (const [name, values] of parent.weights)
      if (!name.startsWith('dense_1/')) expect(child.weights.get(name), name).toEqual(values);
    expect(child.outcome.card.probes.probabilities[0]?.length).toBe(4);
  }, 60_000);

  it('takes an uploaded model that is the best epoch of another machine', async () => {
    const { id: datasetId } = await store(LABELS);
    const parent = await train({ datasetId });
    const { card, modelId } = parent.outcome;
    const uploaded: ModelCard = { ...card, id: 'upload-1', weights: 'best' };
    const bytes = await readModelWeights(database, modelId, 'last');
    await saveModel(
      database,
      { id: uploaded.id, cards: { last: uploaded }, history: [], source: 'uploaded' },
      { last: bytes },
    );
    const start = { modelId: uploaded.id, weights: 'best', freezesTrunk: true } as const;
    const child = await train({ datasetId, start }, { epochs: 1 });
    expect(child.firstLoss).toBeCloseTo(validationLoss(parent.outcome) ?? 0, 5);
    expect(child.outcome.card.ancestors).toMatchObject([{ id: 'upload-1', digest: await sha256Hex(bytes) }]);
  }, 60_000);

  it('is refused where the dataset has pictures of another size', async () => {
    const parent = await train({ datasetId: (await store(LABELS)).id });
    const small = await store(LABELS, { side: 32 });
    await expect(train({ datasetId: small.id, start: startFrom(parent) })).rejects.toMatchObject({
      code: 'train/other-pictures',
      details: { found: '32 × 32 × 1', expected: '48 × 48 × 1' },
    });
  }, 60_000);

  it('knows all its ancestors, and proves nothing held out where one learnt from other pictures', async () => {
    const first = await store(LABELS);
    const second = await store(LABELS, { seed: 8 });
    const parent = await train({ datasetId: first.id }, { epochs: 1 });
    const same = await train({ datasetId: first.id, start: startFrom(parent) }, { epochs: 1 });
    const child = await train({ datasetId: second.id, start: startFrom(same) }, { epochs: 1 });
    expect(child.outcome.card.ancestors?.map(({ id }) => id)).toEqual([
      same.outcome.modelId,
      parent.outcome.modelId,
    ]);
    const verdict = async ({ outcome: { card } }: Trained, dataset: DatasetManifest) =>
      heldOut(card, dataset, await loadSplit(database, dataset.id, 'validation'), database);
    expect(await verdict(same, first)).toMatchObject({ verdict: 'proven' });
    expect(await verdict(child, second)).toEqual({ verdict: 'unknown', why: 'ancestor' });
  }, 60_000);
});

describe.each([
  { backend: 'wasm', executor: 'tfjs' },
  { backend: 'webgpu', executor: 'plan' },
] as const)('a frozen trunk on $backend', ({ backend, executor }) => {
  it('stays as it is to the bit while the head learns, and is remembered by an interrupted run', async () => {
    const { id: datasetId } = await store(LABELS, { side: 24 });
    const parent = await train({ datasetId });
    const changes: Partial<Recipe> = {
      epochs: 3,
      averaging: 0.5,
      optimizer: { kind: 'adamw', learningRate: 0.01, weightDecay: 0.1 },
    };
    const asked = { datasetId, backend, start: startFrom(parent, true) };
    const whole = await train(asked, changes);
    expect(whole.executor).toBe(executor);
    expect(whole.firstLoss).toBeCloseTo(validationLoss(parent.outcome) ?? 0, 4);
    expect(validationLoss(whole.outcome)).toBeLessThan(whole.firstLoss);
    for (const [name, values] of parent.weights) {
      if (name.startsWith('dense_1/')) expect(whole.weights.get(name), name).not.toEqual(values);
      else expect(whole.weights.get(name), name).toEqual(values);
    }

    const asks = new TrainingAsks();
    const tools = { database, backend: await startBackend({ backend }) };
    let runId = '';
    const job = trainModel(
      { ...asked, preset: 'fast', recipe: { ...recipe, ...changes } },
      { ...tools, asks },
      new AbortController().signal,
    );
    await finish(job, (event) => {
      if (event.kind === 'run') runId = event.run.id;
      if (event.kind === 'epoch' && event.record.epoch === 2) asks.pause();
    });
    expect((await getRun(database, runId)).status).toBe('paused');
    const outcome = await finish(trainModel({ runId, backend }, tools, new AbortController().signal));
    expect(outcome?.card.ancestors).toEqual(whole.outcome.card.ancestors);
    expect(outcome?.card.ancestors?.[0]?.isTrunkFrozen).toBe(true);
    expect(await weightsOf(runId)).toEqual(whole.weights);
  }, 480_000); // the software adapter compiles three times
});
