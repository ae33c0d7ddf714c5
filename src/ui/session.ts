import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { BackendInfo } from '../compute/backend';
import type { DiagnoseProgress } from '../data/doctor/diagnose';
import type { FaceIndex } from '../data/face-index';
import type { FaceSheet } from '../data/face-sheet';
import type { ImportProgress } from '../data/import-dataset';
import type { ImportSource } from '../data/recognise';
import type { EvaluateProgress, Evaluation } from '../evaluate/evaluate-model';
import type { NetworkDescription, PresetDescription } from '../model/presets';
import type { Upload } from '../model/weights-file';
import { connect, type Connection } from '../rpc/connect';
import type { ImporterApi, LearnerApi, RecognizerApi } from '../rpc/contracts';
import type { DatasetManifest, Split } from '../shared/dataset';
import type { Diagnosis } from '../shared/diagnosis';
import type { Exclusions } from '../shared/exclusions';
import { type Failure, toFailure } from '../shared/errors';
import type { EpochRecord } from '../shared/history';
import type { BackendName, PresetName } from '../shared/model-card';
import type { Recipe } from '../shared/recipe';
import type { ModelSummary, Which } from '../storage/model-store';
import type { TrainOutcome, TrainProgress } from '../train/fit-loop';
import type { StepExecutor } from '../train/training-step';
import type { LiveStatus } from './live-status';
import { type FaceSize, faceSizeNamed } from './face-size';
import { recall } from './remembered';
import { EMPTY, type Stage } from './stage';

/** An import under way. */
export interface ImportRun {
  readonly fileName: string | undefined; // undefined: the drawn samples
  readonly elapsedSeconds: number;
  readonly progress: ImportProgress | undefined;
}

/** A training under way. */
export interface TrainRun {
  readonly preset: PresetName;
  readonly epochs: number;
  readonly isDrawn: boolean;
  readonly startedAtMs: number;
  readonly now: TrainProgress | undefined;
  readonly imagesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  readonly backend: BackendInfo | undefined;
  readonly executor?: StepExecutor | undefined;
  readonly history: readonly EpochRecord[];
  readonly isStopping: boolean;
}

/** Why the last start or stop of a training left no outcome to show. */
export type TrainNote =
  | { readonly kind: 'nothing-kept' }
  | { readonly kind: 'ended'; readonly epochs: number } // the worker hung; so many finished epochs are stored
  | { readonly kind: 'other-tab' };

/** Of several dropped files: the one that was taken, and those that were not. */
export interface DropNote {
  readonly taken: string;
  readonly left: readonly string[];
}

/** What the page shows, whole. Durable truth lives in storage; this is a picture of it. */
export interface Session {
  readonly isRestored: boolean;
  readonly dropNote: DropNote | undefined;
  readonly backend: Stage<BackendInfo>;

  readonly datasets: readonly DatasetManifest[];
  readonly datasetId: string | undefined;
  readonly data: Stage<DatasetManifest, ImportRun>;
  /** The file of the last import, kept so that "import the complete rows" and "try again" need no second drop. */
  readonly lastImport: ImportSource | undefined;
  /** How faces cut out of photos are stored. */
  readonly faceSize: FaceSize;
  /** Seconds each import of this visit took, by dataset id. */
  readonly importSeconds: Readonly<Record<string, number>>;
  readonly faces: FaceSheet | undefined;
  /** Of the dataset in use: label, split and origin of every picture, once they are looked at. */
  readonly faceIndex: FaceIndex | undefined;
  readonly diagnosis: Diagnosis | undefined;
  readonly exclusions: Exclusions | undefined;
  /** The doctor at work; failed also when something about the exclusions did. */
  readonly doctor: Stage<never, DiagnoseProgress | undefined>;

  readonly presets: readonly PresetDescription[];
  readonly preset: PresetName;
  readonly model: Stage<NetworkDescription>;
  readonly upload: Stage<Upload>;

  readonly recipe: Recipe | undefined;
  readonly train: Stage<TrainOutcome, TrainRun>;
  readonly trainNote: TrainNote | undefined;

  readonly models: readonly ModelSummary[];
  readonly modelId: string | undefined;
  readonly weights: Which;
  readonly download: Stage<string, string>; // file name

  readonly split: Split;
  readonly evaluate: Stage<Evaluation, EvaluateProgress | undefined>;

  readonly live: Stage<LiveStatus, 'model' | 'camera' | 'first-frame'>;
}

export const FRESH_SESSION: Session = {
  isRestored: false,
  dropNote: undefined,
  backend: EMPTY,
  datasets: [],
  datasetId: undefined,
  data: EMPTY,
  lastImport: undefined,
  faceSize: faceSizeNamed(recall('faceSize')),
  importSeconds: {},
  faces: undefined,
  faceIndex: undefined,
  diagnosis: undefined,
  exclusions: undefined,
  doctor: EMPTY,
  presets: [],
  preset: 'fast',
  model: EMPTY,
  upload: EMPTY,
  recipe: undefined,
  train: EMPTY,
  trainNote: undefined,
  models: [],
  modelId: undefined,
  weights: 'last',
  download: EMPTY,
  split: 'validation',
  evaluate: EMPTY,
  live: EMPTY,
};

export const session = createStore<Session>(() => FRESH_SESSION);

export function useSession<Value>(select: (state: Session) => Value): Value {
  return useStore(session, select);
}

// Workers are disposable: each starts with its first call, and one that died is replaced by the next.
let importerConnection: Connection<ImporterApi> | undefined;
let learnerConnection: Connection<LearnerApi> | undefined;
let recognizerConnection: Connection<RecognizerApi> | undefined;

export function importer(): Connection<ImporterApi> {
  if (!importerConnection || importerConnection.isDead)
    importerConnection = connect<ImporterApi>(
      new Worker(new URL('../../workers/importer.ts', import.meta.url), { type: 'module', name: 'importer' }),
      'importer',
    );
  return importerConnection;
}

export function learner(): Connection<LearnerApi> {
  if (!learnerConnection || learnerConnection.isDead)
    learnerConnection = connect<LearnerApi>(
      new Worker(new URL('../../workers/learner.ts', import.meta.url), { type: 'module', name: 'learner' }),
      'learner',
    );
  return learnerConnection;
}

export function recognizer(): Connection<RecognizerApi> {
  if (!recognizerConnection || recognizerConnection.isDead)
    recognizerConnection = connect<RecognizerApi>(
      new Worker(new URL('../../workers/recognizer.ts', import.meta.url), {
        type: 'module',
        name: 'recognizer',
      }),
      'recognizer',
    );
  return recognizerConnection;
}

/** A thrown value as a Failure. */
export function failureOf(error: unknown): Failure {
  return withNames(toFailure(error), session.getState().datasets);
}

/** The failure with a dataset that is gone called by its name: nobody knows its id. */
export function withNames(
  failure: Failure,
  datasets: readonly Pick<DatasetManifest, 'id' | 'name'>[],
): Failure {
  const gone = datasets.find(({ id }) => id === failure.details.what);
  return gone ? { ...failure, details: { ...failure.details, what: gone.name } } : failure;
}

/** Ends a learner that no longer answers. What it was asked rejects with internal/worker-crashed. */
export function endLearner(): void {
  learnerConnection?.terminate();
}

/** `?backend=` overrides the choice of the machine, for tests and comparisons. */
export function askedBackend(search: string = location.search): BackendName | undefined {
  const asked = new URLSearchParams(search).get('backend');
  return (['webgpu', 'wasm', 'cpu'] as const).find((name) => name === asked);
}

/** The dataset in use, also while another one is being imported or has failed to import. */
export function datasetInUse(state: Session): DatasetManifest | undefined {
  return state.datasets.find(({ id }) => id === state.datasetId);
}

/** The model that Evaluate judges and Live uses. */
export function modelInUse(state: Session): ModelSummary | undefined {
  return state.models.find(({ id }) => id === state.modelId);
}
