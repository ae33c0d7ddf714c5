import type { DatasetManifest, Split, SplitDraw } from '../shared/dataset';
import type { ExportProgress, ExportRequest, Exported } from '../data/export-dataset';
import type { ImportProgress, ImportRequest } from '../data/import-dataset';
import type { DiagnoseProgress } from '../data/doctor/diagnose';
import type { ListFormat } from '../data/exclusion-list';
import type { FaceIndex } from '../data/face-index';
import type { ImportPreview, PreviewRequest } from '../data/preview';
import type { AugmentedFaces, AugmentedFacesRequest } from '../data/augmented-faces';
import type { FaceSheet } from '../data/face-sheet';
import type { ExclusionChange, Review } from '../data/review-desk';
import type { BackendInfo, BackendRequest } from '../compute/backend';
import type { LearningTask, NetworkDescription, PresetDescription } from '../model/presets';
import type { Diagnosis } from '../shared/diagnosis';
import type { Exclusions } from '../shared/exclusions';
import type { ModelCard, PresetName } from '../shared/model-card';
import type { DownloadRequest, Upload, WeightsFiles } from '../model/weights-file';
import type { ImportIntent } from '../storage/database';
import type { ModelSummary } from '../storage/model-store';
import type { ListedRun } from '../storage/run-store';
import type { ResumeRequest, TrainOutcome, TrainProgress, TrainRequest } from '../train/fit-loop';
import type { Trial, TrialRequest } from '../train/trial';
import type { EvaluateProgress, EvaluateRequest, Evaluation } from '../evaluate/evaluate-model';
import type {
  AdapterReport,
  CountAnswer,
  CountQuestion,
  KernelTime,
  MatmulAnswer,
  MatmulQuestion,
  StepsAnswer,
  StepsQuestion,
} from '../bench/questions';
import type { Reading, Readings } from '../live/recognize';
import type { LoadRequest } from '../live/recognizer';
import type { PlacedFile } from '../data/source-file';
import type { PhotoProgress } from '../photos/read-photos';

/** One job a worker does: what it takes, what it reports on the way, what it returns. */
export interface Job<Params, Progress, Result> {
  params: Params;
  progress: Progress;
  result: Result;
}

export type ParamsOf<J> = J extends Job<infer Params, unknown, unknown> ? Params : never;
export type ProgressOf<J> =
  J extends Job<never, infer Progress, unknown> ? Progress : J extends { progress: infer P } ? P : never;
export type ResultOf<J> = J extends { result: infer Result } ? Result : never;

/** A job runs as an async generator: yield = progress, return = result, throw = failure. */
export type Handlers<Api> = {
  [Name in keyof Api]: (
    params: ParamsOf<Api[Name]>,
    signal: AbortSignal,
  ) => AsyncGenerator<ProgressOf<Api[Name]>, ResultOf<Api[Name]>, void>;
};

/** Thread `importer`: files become stored datasets. A stopped import stores nothing and returns undefined. */
export interface ImporterApi {
  /** What an import would bring; undefined when stopped. */
  previewFiles: Job<PreviewRequest, ImportPreview, ImportPreview | undefined>;
  importFiles: Job<ImportRequest, ImportProgress, DatasetManifest | undefined>;
  /** Draws the built-in sample set: perLabel faces of each expression, split 70 / 15 / 15. */
  drawSample: Job<{ seed: number; perLabel: number }, ImportProgress, DatasetManifest | undefined>;
  /** A stored dataset once more, with parts drawn anew: a dataset of its own. */
  splitAgain: Job<
    { id: string; draw: SplitDraw; title: string },
    ImportProgress,
    DatasetManifest | undefined
  >;
  listDatasets: Job<undefined, never, DatasetManifest[]>;
  /** Reports imports that did not reach their end, each once; lasts as long as those of other tabs that are under way. */
  cutOffImports: Job<undefined, ImportIntent, void>;
  renameDataset: Job<{ id: string; name: string }, never, void>;
  removeDataset: Job<{ id: string }, never, void>;
  /** A stopped export leaves its file as it was and returns undefined. */
  exportDataset: Job<ExportRequest, ExportProgress, Exported | undefined>;
  /** The first perLabel faces of each label in a split, as raw pixels. */
  readFaces: Job<{ id: string; split: Split; perLabel: number }, never, FaceSheet>;

  /** One face of the train split as a recipe changes it, epoch after epoch. */
  augmentFace: Job<AugmentedFacesRequest, never, AugmentedFaces>;
  /** Label, split and origin of every picture. */
  indexFaces: Job<{ id: string }, never, FaceIndex>;
  /** Some pictures, packed: [indices, height, width, channels]. */
  readFacePage: Job<{ id: string; indices: Uint32Array }, never, Uint8Array<ArrayBuffer>>;
  /** The doctor: what it finds is stored with the dataset; stopped, it stores nothing and returns undefined. */
  diagnose: Job<{ id: string }, DiagnoseProgress, Diagnosis | undefined>;
  /** Which pictures show the face detector no face; stored with the diagnosis. Stopped, as diagnose. */
  lookForFaces: Job<{ id: string }, DiagnoseProgress, Diagnosis | undefined>;
  readReview: Job<{ id: string }, never, Review>;
  changeExclusions: Job<{ id: string } & ExclusionChange, never, Exclusions>;
  /** Takes the last change back. */
  undoExclusions: Job<{ id: string }, never, Exclusions>;
  exportExclusions: Job<{ id: string; format: ListFormat }, never, File>;
  applyExclusions: Job<{ id: string; file: File }, never, Exclusions>;
}

/** Thread `learner`: networks, training, evaluation, weights files. */
export interface LearnerApi {
  startBackend: Job<BackendRequest, never, BackendInfo>;
  /** Without a task, each preset is shown for the one it is made for. */
  listPresets: Job<{ task: LearningTask | undefined }, never, PresetDescription[]>;
  describe: Job<{ preset: PresetName; task: LearningTask | undefined }, never, NetworkDescription>;
  /** A stopped training keeps its last finished epoch; one that was paused, or without an epoch, returns undefined. */
  train: Job<TrainRequest | ResumeRequest, TrainProgress, TrainOutcome | undefined>;
  /** A few seconds of a recipe's steps; undefined when stopped. */
  timeTraining: Job<TrialRequest, never, Trial | undefined>;
  /** Said to the training under way. A pause stores where it stands and ends the job. */
  askTraining: Job<{ what: 'pause' | 'save' }, never, void>;
  listRuns: Job<undefined, never, ListedRun[]>;
  renameRun: Job<{ id: string; name: string }, never, void>;
  /** Its model stays. */
  removeRun: Job<{ id: string }, never, void>;
  evaluate: Job<EvaluateRequest, EvaluateProgress, Evaluation | undefined>;
  listModels: Job<undefined, never, ModelSummary[]>;
  removeModel: Job<{ id: string }, never, void>;
  download: Job<DownloadRequest & BackendRequest, never, WeightsFiles>;
  /** Stores the models that came with the page and are not stored yet; says how many. */
  installBox: Job<{ address: string } & BackendRequest, never, number>;
  upload: Job<{ files: File[] } & BackendRequest, never, Upload>;
}

/** Thread `recognizer`: frames become face readings. */
export interface RecognizerApi {
  load: Job<LoadRequest, never, readonly ModelCard[]>;
  /** The frame is closed by the job. */
  recognize: Job<{ frame: ImageBitmap } & Reading, never, Readings>;
  /** With the models loaded; every photo by itself. */
  readPhotos: Job<{ files: readonly PlacedFile[] }, PhotoProgress, void>;
  /** 'begin' goes before the frames with a neutral face, 'apply' after them; 'forget' undoes it. */
  calibrate: Job<'begin' | 'apply' | 'forget', never, { readonly frames: number }>;
}

/** Threads `bench`, one per contender: the same questions to each, so that answers compare. */
export interface ContenderApi {
  timeSteps: Job<StepsQuestion, never, StepsAnswer>;
  /** To a thread that is asked nothing else: it counts calls to a GPU that computes nothing. */
  countCalls: Job<CountQuestion, never, CountAnswer>;
  /** The ways it has to multiply square float32 matrices, fastest first. */
  timeMatmuls: Job<MatmulQuestion, never, readonly MatmulAnswer[]>;
}

/** What only our own thread can tell. */
export interface BenchApi extends ContenderApi {
  describeAdapter: Job<undefined, never, AdapterReport | undefined>;
  /** Bytes read and written per second. */
  timeCopy: Job<number, never, number>;
  /** Microseconds. */
  timeEmptyDispatch: Job<undefined, never, number>;
  /** To a thread that is asked nothing else. */
  timeKernels: Job<{ readonly batch: number }, never, readonly KernelTime[] | undefined>;
}
