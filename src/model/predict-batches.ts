import { imageBytes } from '../shared/dataset';
import { nextTask } from '../shared/next-task';
import { type Network, predict } from './network';

const BATCH = 256; // inference keeps no activations, so memory is no concern

/** The answers to one batch of pictures. */
interface PredictedBatch {
  readonly start: number; // place of its first picture
  readonly rows: readonly Float32Array[]; // probabilities [labels] of each picture
}

/**
 * Asks the network about many pictures, a batch at a time. Between batches waiting messages get in, so that a caller
 * can be stopped: it leaves the loop.
 *
 * @param pixels 8-bit pictures, [images, H, W, C]
 */
export async function* predictBatches(
  network: Network,
  pixels: Uint8Array,
  images: number,
): AsyncGenerator<PredictedBatch, void, void> {
  const size = imageBytes(network.plan.image);
  const labels = network.plan.labels.length;
  for (let start = 0; start < images; start += BATCH) {
    await nextTask();
    const end = Math.min(start + BATCH, images);
    const answers = await predict(network, pixels.subarray(start * size, end * size), end - start, images);
    const rows = Array.from({ length: end - start }, (_, place) =>
      answers.subarray(place * labels, (place + 1) * labels),
    );
    yield { start, rows };
  }
}
