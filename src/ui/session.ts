import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { BackendInfo } from '../compute/backend';
import type { DiagnoseProgress } from '../data/doctor/diagnose';
import type { FaceIndex } from '../data/face-index';
import type { AugmentedFaces } from '../data/augmented-faces';
import type { FaceSheet } from '../data/face-sheet';
import type { ExportProgress } from '../data/export-dataset';
import type { ImportProgress, ImportRequest } from '../data/import-dataset';
import type { PictureChoice } from '../data/picture-choice';
import type { ImportPreview } from '../data/preview';
import type { ImportSource } from '../data/recognise';
import type { EvaluateProgress, Evaluation } from '../evaluate/evaluate-model';
import type { NetworkDescription, PresetDescription } from '../model/presets';
import type { Upload } from '../model/weights-file';
import type { DatasetManifest, Split, SplitChoice } from '../shared/dataset';
import type { Diagnosis } from '../shared/diagnosis';
import type { Exclusions } from '../shared/exclusions';
import { type Failure, toFailure } from '../shared/errors';
import type { PresetName } from '../shared/model-card';
import type { Recipe } from '../shared/recipe';
import type { SharedRecipe } from '../shared/recipe-file';
import type { ImportIntent } from '../storage/database';
import type { ModelSummary, Which } from '../storage/model-store';
import type { ListedRun } from '../storage/run-store';
import type { TrainOutcome } from '../train/fit-loop';
import type { StartFrom } from '../train/start-from';
import type { Camera } from './camera';
import { FIRST_LIVE_OPTIONS, type LiveOptions } from './live-options';
import type { LiveStatus } from './live-status';
import { EMPTY, type Stage } from './stage';
import type { TrainingElsewhere } from './tabs';
import type { CopiesMade, PhotoBoard, PhotosAsked, PhotosWritten } from './photos/board';
import type { RecipeTime, TrainNote, TrainRun, TrialRun } from './train-run';
import type { WatchedVideo } from './watched-video';

/** An import under way. */
export interface ImportRun {
  readonly fileName: string | undefined; // undefined: the drawn samples
  readonly elapsedSeconds: number;
  readonly progress: ImportProgress | undefined;
}

/** What an import will do, but for the answer to a file that was cut short. */
export type PlannedImport = Omit<ImportRequest, 'acceptTruncated'>;

/** Files before they are imported: what is known of them, and what the user decides. */
export interface ImportDraft {
  readonly source: ImportSource;
  readonly preview: ImportPreview | undefined; // until there is something to show
  readonly isLooking: boolean;
  readonly title: string | undefined; // undefined: as the preview names it
  readonly pictures: PictureChoice;
  readonly splits: SplitChoice;
}

/** Pictures that the user sorts into expressions by hand. */
export interface OwnPictures {
  readonly classes: readonly { readonly label: string; readonly files: readonly File[] }[];
  readonly waiting: readonly File[]; // dropped, and not yet given an expression
}

/** What the browser says of its storage; where it says nothing, undefined. */
export interface StorageState {
  readonly freeBytes: number | undefined; // an estimate of the browser's
  readonly isPersisted: boolean | undefined;
  readonly wasRefused: boolean; // asked for during this visit
}

/** An export under way, of the dataset that was in use when it began. */
export interface ExportRun {
  readonly dataset: DatasetManifest;
  readonly progress: ExportProgress | undefined;
}

/** A file that an export wrote. */
export interface SavedExport {
  readonly name: string;
  readonly bytes: number;
}

/** The neutral calibration of this session. */
export type Calibration =
  | { readonly status: 'none' }
  | { readonly status: 'running'; readonly share: number }
  | { readonly status: 'applied'; readonly frames: number }
  | { readonly status: 'failed'; readonly failure: Failure };

/** What came of a drop where it was not all taken. */
export type DropNote =
  | { readonly taken: string; readonly left: readonly string[] }
  | { readonly nothing: 'empty' | 'busy' | 'no-file' }; // nothing was taken, and why

/** What the page shows, whole. Durable truth lives in storage; this is a picture of it. */
export interface Session {
  readonly isRestored: boolean;
  readonly dropNote: DropNote | undefined;
  /** Imports that an earlier visit or another tab did not bring to their end; until the user has read of them. */
  readonly cutOff: readonly ImportIntent[];
  /** Dropped folders being listed: so many files so far. */
  readonly listing: { readonly files: number } | undefined;
  readonly backend: Stage<BackendInfo>;

  readonly datasets: readonly DatasetManifest[];
  /** The list could not be read: that a dataset is not in it says nothing. */
  readonly isDatasetListUnread: boolean;
  readonly datasetId: string | undefined;
  readonly data: Stage<DatasetManifest, ImportRun>;
  /** What was chosen and is looked at, before it is imported. */
  readonly draft: ImportDraft | undefined;
  /** Pictures being sorted by hand; undefined while nobody does. */
  readonly ownPictures: OwnPictures | undefined;
  /** The last import, kept so that "import the complete rows" and "try again" need no second drop. */
  readonly lastImport: PlannedImport | undefined;
  readonly storage: StorageState | undefined;
  readonly exporting: Stage<SavedExport, ExportRun>;
  /** The dataset of the last import, where it was stored before; then that import may have brought its poses. */
  readonly storedBefore: { readonly id: string; readonly hasNewPoses: boolean } | undefined;
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

  /** The stored model that a training is to start from; undefined: fresh weights. */
  readonly start: StartFrom | undefined;
  readonly recipe: Recipe | undefined;
  /** The name of a recipe that came from a file or a link. */
  readonly recipeTaken: Stage<string>;
  /** One that came from there, and waits for a dataset or for a training to end. */
  readonly recipeWaiting: SharedRecipe | undefined;
  /** One face as the recipe changes it. */
  readonly variants: Stage<AugmentedFaces>;
  readonly trial: Stage<never, TrialRun>;
  /** What was measured in this visit, by trialKey: another recipe or dataset has another time. */
  readonly trials: Readonly<Record<string, RecipeTime>>;
  readonly train: Stage<TrainOutcome, TrainRun>;
  readonly trainNote: TrainNote | undefined;

  readonly runs: readonly ListedRun[];
  /** Why a run could not be renamed or removed. */
  readonly runsFailure: Failure | undefined;
  /** Runs whose curves are drawn over those of the shown one. */
  readonly overlaid: readonly string[];
  /** What another tab trains. */
  readonly elsewhere: TrainingElsewhere | undefined;

  readonly models: readonly ModelSummary[];
  readonly modelId: string | undefined;
  /** Why the models that come with the page could not be read. */
  readonly boxFailure?: Failure | undefined;
  /** The visitor chose it in this tab, so that another tab's training does not change it. */
  readonly isModelChosen?: boolean | undefined;
  readonly weights: Which;
  readonly download: Stage<string, string>; // file name

  readonly split: Split;
  readonly evaluate: Stage<Evaluation, EvaluateProgress | undefined>;

  readonly live: Stage<LiveStatus, 'camera' | 'camera-waits' | 'model' | 'first-frame'>;
  readonly liveOptions: LiveOptions;
  readonly cameras: readonly Camera[];
  readonly calibration: Calibration;
  readonly isFilming: boolean;
  /** Why a picture could not be saved, or a film broke off. */
  readonly captureFailure: Failure | undefined;
  /** A video file that was read, to be played with its boxes. */
  readonly watched: WatchedVideo | undefined;
  /** How much of it is written anew, 0..1. */
  readonly annotating: Stage<never, number>;

  readonly board: PhotoBoard | undefined;
  readonly photosFailure: Failure | undefined;
  /** Waits for the user's answer. */
  readonly photosAsked: PhotosAsked | undefined;
  readonly photosWriting: Stage<PhotosWritten, { readonly done: number; readonly total: number }>;
  readonly copiesMade: readonly CopiesMade[];
}

export const FRESH_SESSION: Session = {
  isRestored: false,
  dropNote: undefined,
  cutOff: [],
  listing: undefined,
  backend: EMPTY,
  datasets: [],
  isDatasetListUnread: false,
  datasetId: undefined,
  data: EMPTY,
  draft: undefined,
  ownPictures: undefined,
  lastImport: undefined,
  storage: undefined,
  exporting: EMPTY,
  storedBefore: undefined,
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
  start: undefined,
  recipe: undefined,
  recipeTaken: EMPTY,
  recipeWaiting: undefined,
  variants: EMPTY,
  trial: EMPTY,
  trials: {},
  train: EMPTY,
  trainNote: undefined,
  runs: [],
  runsFailure: undefined,
  overlaid: [],
  elsewhere: undefined,
  models: [],
  modelId: undefined,
  weights: 'last',
  download: EMPTY,
  split: 'validation',
  evaluate: EMPTY,
  live: EMPTY,
  liveOptions: FIRST_LIVE_OPTIONS,
  cameras: [],
  calibration: { status: 'none' },
  isFilming: false,
  captureFailure: undefined,
  watched: undefined,
  annotating: EMPTY,
  board: undefined,
  photosFailure: undefined,
  photosAsked: undefined,
  photosWriting: EMPTY,
  copiesMade: [],
};

export const session = createStore<Session>(() => FRESH_SESSION);

export function useSession<Value>(select: (state: Session) => Value): Value {
  return useStore(session, select);
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

/** The run that waits to be resumed: the newest that was paused, or whose tab died. */
export function waitingRun({ runs, train }: Pick<Session, 'runs' | 'train'>): ListedRun | undefined {
  if (train.status === 'working') return undefined;
  return runs.find(({ status, isHeld }) => !isHeld && (status === 'running' || status === 'paused'));
}

/** Whether what a run learns from is still stored, as far as is known: without it the run cannot go on. */
export function hasItsDataset(
  { datasets, isDatasetListUnread }: Pick<Session, 'datasets' | 'isDatasetListUnread'>,
  run: Pick<ListedRun, 'template'>,
): boolean {
  return isDatasetListUnread || datasets.some(({ id }) => id === run.template.trained.datasetId);
}

/** The dataset in use, also while another one is being imported or has failed to import. */
export function datasetInUse(state: Session): DatasetManifest | undefined {
  return state.datasets.find(({ id }) => id === state.datasetId);
}

/** The model that Evaluate judges and Live uses. */
export function modelInUse(state: Session): ModelSummary | undefined {
  return state.models.find(({ id }) => id === state.modelId);
}
