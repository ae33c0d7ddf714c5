import type { DatasetKind, ImageSpec, Split } from './dataset';
import type { ExclusionMark } from './exclusions';
import type { Recipe } from './recipe';

/**
 * What pixels become before they meet the network:
 * 'raw' 0..255 as they are; 'unit' 0..1; 'standardise' (x - mean) / max(std, 1/48 of the range), per picture.
 */
export type PixelScaling = 'raw' | 'unit' | 'standardise';

/** What a network expects. Training, evaluation, live and photos all obey this one description. */
export interface InputContract {
  readonly image: ImageSpec;
  readonly scaling: PixelScaling;
}

export const PRESETS = ['fast', 'balanced', 'best', 'seed-cnn', 'smile-small', 'seed-smile'] as const;
export type PresetName = (typeof PRESETS)[number];

export type BackendName = 'webgpu' | 'wasm' | 'cpu';

/** A stored model that a training began with instead of fresh weights. */
export interface Ancestor {
  readonly id: string;
  readonly name: string;
  readonly weights: 'best' | 'last';
  /** SHA-256 (hex) of those weights. */
  readonly digest: string;
  readonly trained: Pick<ModelCard['trained'], 'datasetId' | 'datasetName' | 'datasetKind' | 'sampleDigest'>;
  /** Its last layer was made anew: it knew other labels. */
  readonly hasNewHead: boolean;
  /** Only the last layer learned; all before it is as it was. */
  readonly isTrunkFrozen: boolean;
}

/** What travels with the weights. Uploaded weights without a card that fits them are refused. */
export interface ModelCard {
  readonly formatVersion: 1;
  readonly id: string;
  readonly name: string;
  readonly preset: PresetName;
  readonly labels: readonly string[];
  readonly input: InputContract;
  readonly parameters: number;
  readonly recipe: Recipe;
  readonly trained: {
    readonly epochs: number;
    readonly datasetId: string;
    readonly datasetName: string;
    readonly datasetKind: DatasetKind;
    /** True when the faces were drawn, not photographed: every page says so. */
    readonly isDrawn: boolean;
    readonly images: number;
    /** Trained pictures of each label, in the order of `labels`; older cards do not say. */
    readonly labelCounts?: readonly number[] | undefined;
    /** SHA-256 (hex) over the ascending dataset indices of all trained samples, as little-endian uint32. */
    readonly sampleDigest: string;
    /** What the user had left out of the train split; not there where that was nothing. */
    readonly exclusions?: ExclusionMark | undefined;
    readonly backend: BackendName;
    /** How often the loss broke down and the learning rate was halved; absent: never. */
    readonly rollBacks?: number | undefined;
  };
  /** Where the training did not begin with fresh weights: the model it began with, then what that one began with. */
  readonly ancestors?: readonly Ancestor[] | undefined;
  /** What made a model of the box. */
  readonly command?: string | undefined;
  readonly weights: 'best' | 'last';
  /** Weights that were rounded to half precision for their file, after the accuracy was measured. */
  readonly precision?: 'float16' | undefined;
  /** Its logits are divided by this before they are shown as probabilities; undefined: nobody has fitted one. */
  readonly temperature?: number | undefined;
  /** Accuracy of exactly these weights, 0..1; null where there was no validation split. */
  readonly accuracy: { readonly split: Split; readonly value: number; readonly images: number } | null;
  /** Eight seeded pictures and the probabilities this model gave them: how an upload proves itself. */
  readonly probes: { readonly seed: number; readonly probabilities: readonly (readonly number[])[] };
  readonly createdAtMs: number;
  readonly software: { readonly mien: string; readonly tfjs: string };
}
