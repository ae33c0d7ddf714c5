import { FER2013_IMAGE, type ImageSpec } from '../shared/dataset';
import { EXPRESSIONS, SMILES } from '../shared/labels';

/** What a network is to tell apart, on pictures like which, and how many of them it learns from. */
export interface LearningTask {
  readonly labels: readonly string[];
  readonly image: ImageSpec;
  readonly trainImages: number;
  readonly validationImages: number;
}

/** FER2013 with its own parts. */
export const FER2013_TASK: LearningTask = {
  labels: EXPRESSIONS,
  image: FER2013_IMAGE,
  trainImages: 28_709,
  validationImages: 3589,
};

/** GENKI-4K's 4,000 photos, a tenth of them for validation and one for test, as square faces. */
export const genkiTask = (side: number, channels: 1 | 3): LearningTask => ({
  labels: SMILES,
  image: { height: side, width: side, channels },
  trainImages: 3200,
  validationImages: 400,
});
