import type { FaceIndex } from '../../src/data/face-index';
import type { FaceSheet } from '../../src/data/face-sheet';
import type { ImportPreview } from '../../src/data/preview';
import type { Evaluation } from '../../src/evaluate/evaluate-model';
import type { FaceReading } from '../../src/live/recognize';
import { describeNetwork, describePresets } from '../../src/model/presets';
import type { PhotoReading } from '../../src/photos/read-photos';
import { type DatasetManifest, FER2013_IMAGE } from '../../src/shared/dataset';
import type { Diagnosis } from '../../src/shared/diagnosis';
import type { Exclusions } from '../../src/shared/exclusions';
import type { EpochRecord } from '../../src/shared/history';
import { EXPRESSIONS, mostProbable } from '../../src/shared/labels';
import type { ModelCard } from '../../src/shared/model-card';
import { randomUniform } from '../../src/shared/random';
import type { ModelSummary } from '../../src/storage/model-store';
import type { ListedRun } from '../../src/storage/run-store';
import type { LiveStatus } from '../../src/ui/live-status';
import { TimelineRecorder } from '../../src/ui/timeline';
import type { CopiesMade, PhotoBoard } from '../../src/ui/photos/board';
import { FRESH_SESSION, type ImportDraft, type Session } from '../../src/ui/session';
import { failed, ready, working } from '../../src/ui/stage';

// Session states made by hand: what each page looks like in each state, without a worker behind it.

export const dataset: DatasetManifest = {
  id: 'd0d0',
  name: 'fer2013.csv',
  kind: 'fer2013-csv',
  labels: EXPRESSIONS,
  image: FER2013_IMAGE,
  counts: {
    train: [3995, 436, 4097, 7215, 4830, 3171, 4965],
    validation: [467, 56, 496, 895, 653, 415, 607],
    test: [491, 55, 528, 879, 594, 416, 626],
  },
  images: 35887,
  rejected: {
    total: 2,
    first: [
      { at: { row: 1042 }, reason: 'pixel-count', expected: '2304', found: '2280' },
      { at: { row: 20811 }, reason: 'pixel-value', found: '1e3' },
    ],
    byReason: { 'pixel-count': 1, 'pixel-value': 1 },
  },
  findings: { exactDuplicates: 1853, acrossSplits: 612, contradictory: 160 },
  splitSource: 'official',
  isDrawn: false,
  importedAtMs: Date.UTC(2026, 10, 20, 9, 30),
  shards: [],
  formatVersion: 1,
};

export const drawnDataset: DatasetManifest = {
  ...dataset,
  id: 'd1d1',
  name: 'Drawn faces',
  kind: 'sample',
  counts: { train: Array(7).fill(140), validation: Array(7).fill(30), test: Array(7).fill(30) },
  images: 1400,
  rejected: { total: 0, first: [] },
  splitSource: 'seeded',
  isDrawn: true,
};

/** Twelve blurred ovals per label, each a little different. */
export const faces: FaceSheet = {
  image: FER2013_IMAGE,
  faces: EXPRESSIONS.flatMap((_, label) =>
    Array.from({ length: 12 }, (__, index) => ({ label, index, pixels: oval(label * 12 + index) })),
  ),
};

function oval(seed: number): Uint8Array<ArrayBuffer> {
  const brightness = 120 + 100 * randomUniform(3, seed);
  return Uint8Array.from({ length: 48 * 48 }, (_, at) => {
    const [row, column] = [Math.floor(at / 48), at % 48];
    const distance = ((row - 25) / 22) ** 2 + ((column - 24) / 17) ** 2;
    const isEye = Math.abs(row - 19) < 2 && (Math.abs(column - 16) < 4 || Math.abs(column - 32) < 4);
    const isMouth = Math.abs(row - 36 + (column - 24) ** 2 / 40) < 2 && Math.abs(column - 24) < 8;
    return isEye || isMouth ? 40 : distance < 1 ? brightness : 46 + row;
  });
}

/** 35,887 faces, the labels and splits taking turns. */
export const faceIndex: FaceIndex = {
  labels: Uint8Array.from({ length: 35887 }, (_, index) => index % 7),
  splits: Uint8Array.from({ length: 35887 }, (_, index) => (index % 10 === 0 ? 1 : index % 10 === 1 ? 2 : 0)),
  origins: Array.from({ length: 35887 }, (_, index) => index + 2),
};

const found = (...pictures: number[]) => ({
  pictures: Uint32Array.from(pictures),
});

/** Faces 5 and 12 are equal, 19 shows them mirrored. */
export const diagnosis: Diagnosis = {
  found: {
    copies: found(5, 12),
    'copies-across': found(),
    contradictory: found(),
    near: found(),
    mirrored: found(5, 12, 19),
    'near-across': found(),
    'near-contradictory': found(),
    blank: found(40),
    flat: found(),
  },
  copiesOfTraining: Uint32Array.of(30, 31),
  exactGroup: Uint32Array.from({ length: 35887 }, (_, index) => (index === 12 ? 5 : index)),
  family: Uint32Array.from({ length: 35887 }, (_, index) => (index === 12 || index === 19 ? 5 : index)),
  pairs: {
    a: Uint32Array.of(5),
    b: Uint32Array.of(19),
    isMirrored: Uint8Array.of(1),
    correlation: Float32Array.of(0.97),
  },
  seconds: 9.4,
  formatVersion: 1,
};

const exclusions: Exclusions = {
  steps: [
    {
      excluded: [{ why: 'by-hand', indices: Uint32Array.of(3) }],
      readmitted: new Uint32Array(),
      atMs: Date.UTC(2026, 10, 20, 9, 40),
    },
  ],
  counts: { train: [0, 0, 0, 1, 0, 0, 0], validation: Array(7).fill(0), test: Array(7).fill(0) },
};

export const history: readonly EpochRecord[] = Array.from({ length: 12 }, (_, index) => ({
  epoch: index + 1,
  train: { loss: 1.1 + 0.75 * Math.exp(-index / 4), accuracy: 0.64 - 0.36 * Math.exp(-index / 4) },
  validation: {
    loss: 1.16 + 0.62 * Math.exp(-index / 3) + 0.02 * randomUniform(1, index),
    accuracy: 0.597 - 0.3 * Math.exp(-index / 3.4) - 0.02 * randomUniform(2, index),
  },
  learningRate: 0.003,
  seconds: 14.2,
}));

const presets = describePresets();
const recipe = presets[0]?.recipe ?? fail();

function fail(): never {
  throw new Error('there is no preset');
}

export const card: ModelCard = {
  formatVersion: 1,
  id: 'm0m0',
  name: 'Fast on fer2013.csv',
  preset: 'fast',
  labels: EXPRESSIONS,
  input: { image: FER2013_IMAGE, scaling: 'standardise' },
  parameters: 246999,
  recipe,
  trained: {
    epochs: 12,
    datasetId: dataset.id,
    datasetName: dataset.name,
    datasetKind: 'fer2013-csv',
    isDrawn: false,
    images: 28709,
    sampleDigest: '00',
    backend: 'webgpu',
  },
  weights: 'last',
  accuracy: { split: 'validation', value: 0.5913, images: 3589 },
  probes: { seed: 1, probabilities: [] },
  createdAtMs: Date.UTC(2026, 10, 20, 10, 0),
  software: { mien: '0.1.0', tfjs: '4.22.0' },
};

export const model: ModelSummary = {
  id: card.id,
  cards: { best: { ...card, weights: 'best' }, last: card },
  history,
  source: 'trained',
};

export const drawnModel: ModelSummary = {
  ...model,
  id: 'm1m1',
  cards: {
    last: {
      ...card,
      name: 'Fast on drawn faces',
      trained: { ...card.trained, isDrawn: true, datasetName: 'Drawn faces' },
    },
  },
};

const template = card; // with more than a template has, which no page looks at

/** A run whose tab died in its thirteenth epoch. */
export const interruptedRun: ListedRun = {
  id: 'r0r0',
  name: 'Fast, twice the rate',
  status: 'running',
  template,
  computedBy: {
    backend: 'wasm',
    device: 'WebAssembly SIMD',
    executor: 'tfjs',
    tuning: '',
    mien: '0.1.0',
    tfjs: '4.22.0',
  },
  history,
  bestEpoch: 11,
  place: { epoch: 13, step: 88, doneSteps: 2788, totalSteps: 9000 },
  savedAtMs: Date.UTC(2026, 10, 20, 9, 58, 4),
  head: { latest: 14, previous: 13, best: 12, next: 15 },
  events: [],
  formatVersion: 1,
  isHeld: false,
};

export const finishedRun: ListedRun = {
  ...interruptedRun,
  id: 'r1r1',
  name: template.name,
  status: 'finished',
  history: history.map(({ epoch, train, seconds }) => ({
    epoch,
    train,
    seconds,
    learningRate: 0.001,
    validation: { loss: train.loss + 0.11, accuracy: train.accuracy - 0.07 },
  })),
};

const WEBGPU = { name: 'webgpu', device: 'nvidia lovelace', isSoftware: false } as const;

const CONFUSION = [
  [270, 6, 45, 30, 58, 15, 43],
  [14, 28, 4, 3, 4, 1, 2],
  [58, 3, 190, 32, 98, 62, 53],
  [18, 0, 14, 770, 28, 22, 43],
  [70, 2, 72, 51, 345, 12, 101],
  [11, 0, 34, 21, 8, 328, 13],
  [41, 1, 31, 62, 98, 11, 363],
] as const;

export const evaluation: Evaluation = {
  modelId: model.id,
  datasetId: dataset.id,
  split: 'validation',
  labels: EXPRESSIONS,
  confusion: CONFUSION,
  images: 3589,
  accuracy: 0.6392309835608805,
  macroF1: 0.6084,
  perLabel: CONFUSION.map((row, label) => {
    const [right, images] = [row[label] ?? 0, row.reduce<number>((sum, count) => sum + count, 0)];
    const said = CONFUSION.reduce((sum, other) => sum + (other[label] ?? 0), 0);
    return { precision: right / said, recall: right / images, f1: (2 * right) / (said + images), images };
  }),
  heldOut: { verdict: 'proven', trained: 28709, copies: 280 },
  seconds: 2.4,
};

const face = (number: number, x: number, label: number, probabilities: readonly number[]): FaceReading => ({
  number,
  box: { x, y: 120, width: 180, height: 180 },
  crop: { centre: { x: x + 90, y: 210 }, side: 220, roll: 0 },
  score: 0.93,
  doubts: [],
  answers: [{ raw: probabilities, probabilities, label, isClear: (probabilities[label] ?? 0) >= 0.45 }],
  seen: new Uint8Array(48 * 48).fill(128),
});

export const liveStatus: LiveStatus = {
  source: 'camera',
  isRunning: true,
  isPaused: false,
  share: undefined,
  card,
  secondCard: undefined,
  trouble: undefined,
  beside: undefined,
  timeline: new TimelineRecorder(card.labels).timeline(),
  readings: {
    faces: [
      face(1, 90, 3, [0.01, 0.005, 0.02, 0.873, 0.012, 0.05, 0.03]),
      face(2, 390, 6, [0.12, 0.01, 0.1, 0.08, 0.29, 0.03, 0.37]),
    ],
    frame: { width: 640, height: 480 },
    timeMs: 1000,
    timing: { detectMs: 6, cropMs: 1, inferMs: 8, totalMs: 15 },
  },
  frameMs: 21.4,
  framesPerSecond: 29.6,
  soFar: {
    frames: 412,
    shareWithFace: 0.985,
    medianMs: 20.8,
    p95Ms: 33.1,
    parts: { detectMs: 6, cropMs: 1, inferMs: 8, restMs: 6 },
    labelCounts: [3, 0, 11, 230, 19, 42, 101],
  },
};

/** A page that knows its presets and what computes, and nothing else. */
export const started: Session = {
  ...FRESH_SESSION,
  isRestored: true,
  backend: ready(WEBGPU),
  presets,
  model: ready(describeNetwork('fast')),
  recipe,
};

export const withData: Session = {
  ...started,
  datasets: [dataset, drawnDataset],
  datasetId: dataset.id,
  data: ready(dataset),
  importSeconds: { [dataset.id]: 4.21 },
  faces,
  faceIndex,
  diagnosis,
  exclusions,
};

export const withModel: Session = { ...withData, models: [model, drawnModel], modelId: model.id };

const csvPreview: ImportPreview = {
  name: 'fer2013',
  kind: 'fer2013-csv',
  labels: EXPRESSIONS,
  image: FER2013_IMAGE,
  counts: dataset.counts,
  images: dataset.images,
  counted: 'read',
  rejected: dataset.rejected,
  ignored: 0,
  splitSource: 'official',
  isTruncated: false,
  doneBytes: 301e6,
  totalBytes: 301e6,
};

const photosPreview: ImportPreview = {
  ...csvPreview,
  name: 'genki4k',
  kind: 'genki4k',
  labels: ['smile', 'unsmile'],
  counts: { train: [1622, 1378], validation: [0, 0], test: [0, 0] },
  images: 3000,
  counted: 'listed',
  rejected: {
    total: 1000,
    first: Array.from({ length: 8 }, (_, index) => ({
      at: { file: `genki4k/files/file000${index + 1}.jpg` },
      reason: 'file-missing' as const,
    })),
    byReason: { 'file-missing': 1000 },
  },
  ignored: 1,
  splitSource: 'seeded',
  draw: { seed: 2013, validationPercent: 10, testPercent: 10 },
};

const draft: ImportDraft = {
  source: { name: 'fer2013.csv', files: [] },
  preview: csvPreview,
  isLooking: false,
  title: undefined,
  pictures: { several: 'leave-out' },
  splits: { seed: 2013, validationPercent: 10, testPercent: 10 },
};

/** A photo whose faces show these probabilities, [faces][labels]. */
export function photoOf(path: string, ...faceProbabilities: readonly (readonly number[])[]): PhotoReading {
  return {
    kind: 'read',
    path,
    width: 640,
    height: 480,
    thumbnail: new Blob([path]),
    isAnimated: false,
    isGif: false,
    faces: faceProbabilities.map((probabilities, index) => {
      const { box, doubts, answers } = face(
        index + 1,
        90 + 300 * index,
        mostProbable(probabilities),
        probabilities,
      );
      const [answer = fail()] = answers;
      return { box, doubts, answer };
    }),
  };
}

/** Photos that were read by the model in use. */
export function boardOf(photos: readonly PhotoReading[]): PhotoBoard {
  return {
    id: 1,
    files: new Map(photos.map(({ path }) => [path, new File([path], path)])),
    labels: EXPRESSIONS,
    photos,
    total: photos.length,
    isReading: false,
    model: { id: model.id, weights: 'last', name: card.name },
    threshold: 0.45,
    corrections: new Map(),
  };
}

const board = boardOf([
  photoOf('holiday/happy.jpg', [0.01, 0.005, 0.02, 0.873, 0.012, 0.05, 0.03]),
  photoOf('holiday/perhaps.jpg', [0.12, 0.01, 0.1, 0.08, 0.29, 0.03, 0.37]),
  { ...photoOf('stickers/wave.gif', [0.9, 0.1, 0, 0, 0, 0, 0]), isAnimated: true } as PhotoReading,
  photoOf('holiday/sea.jpg'),
  { kind: 'refused', path: 'holiday/notes.jpg', reason: 'picture-unreadable' },
]);

const copied = (from: string, folder: string, name: string) => ({
  from,
  folder,
  name,
  bytes: 1,
  modifiedMs: 1,
});
const copiesMade: CopiesMade = {
  id: 1,
  boardId: 1,
  root: { name: 'sorted' } as FileSystemDirectoryHandle,
  written: [
    copied('holiday/happy.jpg', 'happy', 'happy.jpg'),
    copied('holiday/sea.jpg', 'no-face', 'sea.jpg'),
  ],
  folders: ['happy'],
  notCopied: ['holiday/perhaps.jpg'],
  missing: 2,
  left: [copied('holiday/old.jpg', 'happy', 'old.jpg')],
};

/** Every state a test or a screenshot looks at, by page. */
export const STATES: Readonly<Record<string, { readonly page: string; readonly state: Session }>> = {
  'data, nothing yet': { page: 'data', state: started },
  'data, listing a dropped folder': { page: 'data', state: { ...started, listing: { files: 12_400 } } },
  'data, importing': {
    page: 'data',
    state: {
      ...started,
      data: working({
        fileName: 'fer2013.csv',
        elapsedSeconds: 1.7,
        progress: { phase: 'reading', doneBytes: 121e6, totalBytes: 301e6, images: 14411, rejected: 2 },
      }),
    },
  },
  'data, counting rows': {
    page: 'data',
    state: {
      ...started,
      draft: {
        ...draft,
        isLooking: true,
        preview: { ...csvPreview, doneBytes: 120e6, images: 14_300 },
      },
    },
  },
  'data, before importing': {
    page: 'data',
    state: { ...withData, draft, storage: { freeBytes: 12e9, isPersisted: true, wasRefused: false } },
  },
  'data, before importing photos': {
    page: 'data',
    state: {
      ...started,
      storage: { freeBytes: 5e6, isPersisted: false, wasRefused: true },
      draft: {
        ...draft,
        preview: photosPreview,
        splits: 'shipped',
        source: { name: 'genki4k.zip', files: [] },
      },
    },
  },
  'data, before importing where names and folders disagree': {
    page: 'data',
    state: {
      ...started,
      draft: {
        ...draft,
        preview: {
          ...csvPreview,
          kind: 'image-folders',
          counted: 'listed',
          counts: {
            ...dataset.counts,
            validation: Array(7).fill(0),
            test: [958, 111, 1024, 1774, 1247, 831, 1233],
          },
          splitSource: 'folders',
          partsDisagree: true,
          draw: { seed: 2013, validationPercent: 10, testPercent: 0 },
        },
        pictures: { several: 'leave-out', parts: 'folders' },
        splits: 'shipped',
        source: { name: 'archive.zip', files: [] },
      },
    },
  },
  'data, sorting own pictures': {
    page: 'data',
    state: {
      ...started,
      ownPictures: {
        classes: [{ label: 'wink', files: [new File(['1'], '1.png')] }],
        waiting: [new File(['2'], '2.png')],
      },
    },
  },
  'data, an import was cut off': {
    page: 'data',
    state: {
      ...started,
      cutOff: [{ id: 'c', startedAtMs: 0, dataset: { name: 'fer2013', kind: 'fer2013-csv' } }],
    },
  },
  'data, truncated': {
    page: 'data',
    state: {
      ...started,
      data: failed({ code: 'data/truncated', details: { rows: 17943 } }),
      lastImport: { name: 'fer2013.csv', files: [] },
    },
  },
  'data, imported': { page: 'data', state: withData },
  'model, fast': { page: 'model', state: withData },
  'model, seed on webgpu, uploaded': {
    page: 'model',
    state: {
      ...withModel,
      preset: 'seed-cnn',
      model: ready(describeNetwork('seed-cnn')),
      recipe: presets[1]?.recipe,
      upload: ready({ card, largestProbabilityDifference: 1.2e-7 }),
    },
  },
  'train, no data': { page: 'train', state: started },
  'train, compiling': {
    page: 'train',
    state: {
      ...withData,
      train: working({
        preset: 'fast',
        epochs: 40,
        isDrawn: false,
        startedAtMs: 0,
        now: { kind: 'preparing', what: 'first-step', backend: WEBGPU },
        imagesPerSecond: undefined,
        secondsLeft: undefined,
        backend: undefined,
        history: [],
        isStopping: false,
      }),
    },
  },
  'train, without the plan': {
    page: 'train',
    state: {
      ...withData,
      train: working({
        preset: 'fast',
        epochs: 40,
        isDrawn: false,
        startedAtMs: 0,
        now: { kind: 'preparing', what: 'first-step', backend: WEBGPU },
        imagesPerSecond: undefined,
        secondsLeft: undefined,
        backend: WEBGPU,
        executor: 'tfjs',
        refusal: { refused: 'layer', layer: 'average_pooling_1' },
        history: [],
        isStopping: false,
      }),
    },
  },
  'train, epoch 13': {
    page: 'train',
    state: {
      ...withData,
      train: working({
        preset: 'fast',
        epochs: 40,
        isDrawn: false,
        startedAtMs: 0,
        now: {
          kind: 'step',
          epoch: 13,
          step: 88,
          stepsPerEpoch: 225,
          totalSteps: 9000,
          doneSteps: 2788,
          running: { loss: 1.112, accuracy: 0.631 },
          learningRate: 0.003,
          imagesPerSecond: 2041.6,
        },
        imagesPerSecond: 2041.6,
        secondsLeft: 391,
        backend: WEBGPU,
        history,
        isStopping: false,
      }),
    },
  },
  'train, done': {
    page: 'train',
    state: {
      ...withModel,
      train: ready({
        modelId: model.id,
        card,
        history,
        bestEpoch: 11,
        wasStopped: false,
        imagesPerSecond: 2033,
        backend: WEBGPU,
        executor: 'plan' as const,
      }),
    },
  },
  'train, to be resumed': {
    page: 'train',
    state: { ...withModel, runs: [interruptedRun, finishedRun], overlaid: [finishedRun.id] },
  },
  'train, resumed elsewhere, rolled back, disk full': {
    page: 'train',
    state: {
      ...withData,
      runs: [{ ...interruptedRun, isHeld: true }, finishedRun],
      train: working({
        preset: 'fast',
        epochs: 40,
        isDrawn: false,
        startedAtMs: 0,
        now: undefined,
        imagesPerSecond: 310.4,
        secondsLeft: 3391,
        backend: WEBGPU,
        history,
        isStopping: false,
        runId: interruptedRun.id,
        savedAtMs: Date.UTC(2026, 10, 20, 9, 59, 4),
        compileSeconds: 3.1,
        resumed: {
          place: interruptedRun.place,
          savedAtMs: 0,
          changed: ['backend', 'device'],
          isNewest: false,
        },
        rollBacks: [
          {
            kind: 'rolled-back',
            from: { epoch: 13, step: 20 },
            to: interruptedRun.place,
            rateScale: 0.5,
            history,
          },
        ],
        saveFailure: { code: 'storage/quota-full', details: { neededMB: 4 } },
        recovery: { from: 'device-lost', atMs: Date.UTC(2026, 10, 20, 10, 2, 5) },
      }),
    },
  },
  'train, diverged': {
    page: 'train',
    state: { ...withData, train: failed({ code: 'train/not-finite', details: { epoch: 2, step: 41 } }) },
  },
  'evaluate, no model': { page: 'evaluate', state: withData },
  'evaluate, before': { page: 'evaluate', state: withModel },
  'evaluate, scoring': {
    page: 'evaluate',
    state: { ...withModel, evaluate: working({ done: 1024, images: 3589 }) },
  },
  'evaluate, judged': { page: 'evaluate', state: { ...withModel, evaluate: ready(evaluation) } },
  'live, no model': { page: 'live', state: withData },
  'live, before': { page: 'live', state: { ...withModel, modelId: drawnModel.id } },
  'live, two faces': { page: 'live', state: { ...withModel, live: ready(liveStatus) } },
  'live, picture': {
    page: 'live',
    state: {
      ...withModel,
      live: ready({ ...liveStatus, source: 'picture', isRunning: false, framesPerSecond: 0 }),
    },
  },
  'live, denied': {
    page: 'live',
    state: { ...withModel, live: failed({ code: 'live/camera-denied', details: {} }) },
  },
  'photos, before': { page: 'photos', state: withModel },
  'photos, sorted, some copied': {
    page: 'photos',
    state: {
      ...withModel,
      board: { ...board, total: 7, files: new Map([...board.files, ['late.jpg', new File([], 'late.jpg')]]) },
      copiesMade: [copiesMade],
    },
  },
  'photos, new ones dropped while these are copied': {
    page: 'photos',
    state: {
      ...withModel,
      board: { ...board, corrections: new Map([['holiday/sea.jpg', 'happy']]) },
      photosWriting: working({ done: 2, total: 5 }),
      photosAsked: { kind: 'clear' },
    },
  },
  'photos, no room': {
    page: 'photos',
    state: {
      ...withModel,
      board,
      photosWriting: failed({ code: 'photos/no-room', details: { cause: 'QuotaExceededError' } }),
      copiesMade: [copiesMade],
    },
  },
};
