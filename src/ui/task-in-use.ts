import type { LearningTask } from '../model/presets';
import { countOf, type Split } from '../shared/dataset';
import { excludedIn } from '../shared/exclusions';
import { datasetInUse, type Session } from './session';

/** What there is to learn from: the dataset in use without what was left out of it; undefined where there is none. */
export function taskInUse(state: Session): LearningTask | undefined {
  const dataset = datasetInUse(state);
  if (!dataset) return undefined;
  const { labels, image } = dataset;
  const imagesIn = (split: Split) => countOf(dataset, split) - excludedIn(state.exclusions, split);
  return { labels, image, trainImages: imagesIn('train'), validationImages: imagesIn('validation') };
}
