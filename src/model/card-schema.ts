import * as v from 'valibot';
import { DATASET_KINDS, SPLITS } from '../shared/dataset';
import { type ModelCard, PRESETS } from '../shared/model-card';
import { recipeSchema } from '../shared/recipe-schema';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const probability = v.pipe(v.number(), v.minValue(0), v.maxValue(1.001)); // float32 sums a little past 1
const LAST_DATE = 8.64e15; // ms, the last moment that Date knows
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(200));
const side = v.pipe(v.number(), v.safeInteger(), v.minValue(8), v.maxValue(512));

const ancestor = v.object({
  id: text,
  name: text,
  weights: v.picklist(['best', 'last']),
  digest: text,
  trained: v.object({
    datasetId: text,
    datasetName: text,
    datasetKind: v.picklist(DATASET_KINDS),
    sampleDigest: text,
  }),
  hasNewHead: v.boolean(),
  isTrunkFrozen: v.boolean(),
});

/** What a card must be before any of it is used. Unknown keys are dropped, so nothing foreign is stored. */
export const cardSchema: v.GenericSchema<unknown, ModelCard> = v.object({
  formatVersion: v.literal(1),
  id: text,
  name: text,
  preset: v.picklist(PRESETS),
  labels: v.pipe(
    v.array(text),
    v.minLength(2),
    v.maxLength(256), // a sample's label is one byte
    v.check((labels) => new Set(labels).size === labels.length),
  ),
  input: v.object({
    image: v.object({ height: side, width: side, channels: v.picklist([1, 3]) }),
    scaling: v.picklist(['raw', 'unit', 'standardise']),
  }),
  parameters: count,
  recipe: recipeSchema,
  trained: v.object({
    epochs: count,
    datasetId: text,
    datasetName: text,
    datasetKind: v.picklist(DATASET_KINDS),
    isDrawn: v.boolean(),
    images: count,
    labelCounts: v.optional(v.pipe(v.array(count), v.maxLength(256))),
    sampleDigest: text,
    exclusions: v.optional(v.object({ images: count, digest: text })),
    backend: v.picklist(['webgpu', 'wasm', 'cpu']),
    rollBacks: v.optional(count),
  }),
  ancestors: v.optional(v.pipe(v.array(ancestor), v.maxLength(100))),
  weights: v.picklist(['best', 'last']),
  precision: v.optional(v.literal('float16')),
  temperature: v.optional(v.pipe(v.number(), v.minValue(0.05), v.maxValue(20))),
  accuracy: v.nullable(v.object({ split: v.picklist(SPLITS), value: share, images: count })),
  probes: v.object({ seed: v.number(), probabilities: v.pipe(v.array(v.array(probability)), v.length(8)) }),
  command: v.optional(v.pipe(v.string(), v.maxLength(500))),
  createdAtMs: v.pipe(v.number(), v.minValue(0), v.maxValue(LAST_DATE)),
  software: v.object({ mien: text, tfjs: text }),
});
