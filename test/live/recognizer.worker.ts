import { breakDetector, countDetectorStarts } from './watched-fetch';
import { memory } from '@tensorflow/tfjs-core';
import { startBackend } from '../../src/compute/backend';
import { drawFrame, type FrameOptions } from '../../src/data/actors/draw-frame';
import { castActor } from '../../src/data/actors/look';
import { Recognizer } from '../../src/live/recognizer';
import type { Readings } from '../../src/live/recognize';
import type { Job } from '../../src/rpc/contracts';
import { job, serve, type Port } from '../../src/rpc/serve';
import { toFailure } from '../../src/shared/errors';
import { openDatabase } from '../../src/storage/database';

/** A frame as data: actors are named by their number in the cast of seed 77. */
export interface Scene extends Omit<FrameOptions, 'faces'> {
  readonly faces: readonly (Omit<FrameOptions['faces'][number], 'actor'> & { readonly actor: number })[];
}

interface Stored {
  readonly databaseName: string;
  readonly modelIds: readonly string[]; // loads asked for in this order; they overlap, and end in the other order
}

interface Kept {
  readonly failure: string | undefined;
  readonly tensors: number;
  readonly detectorStarts: number;
}

export interface RecognizerTestApi {
  load: Job<Stored & { readonly detector: 'sound' | 'broken' }, never, Kept>;
  recognizeDrawn: Job<Scene, never, { readings: Readings; isClosed: boolean }>;
}

function untilTold(): { promise: Promise<void>; tell(): void } {
  let tell = (): void => undefined;
  const promise = new Promise<void>((resolve) => (tell = resolve));
  return { promise, tell };
}

let databaseName = '';
let laterLoads: Promise<void>[] = []; // for each load, the end of the one asked for after it
const recognizer = new Recognizer(async () => {
  await laterLoads.shift();
  return openDatabase(databaseName);
});

// Tests are checked with the page's types, in which `self` is a window; here it is a worker.
serve<RecognizerTestApi>(self as unknown as Port, {
  load: job(async (stored) => {
    ({ databaseName } = stored);
    if (stored.detector === 'broken') breakDetector();
    await startBackend({ backend: 'wasm' });
    const before = memory().numTensors;
    const ends = stored.modelIds.map(untilTold);
    laterLoads = ends.slice(1).map(({ promise }) => promise);
    const loads = stored.modelIds.map((modelId, index) =>
      recognizer
        .load({ models: [{ modelId, weights: 'last' }], usesLivePrior: false })
        .finally(ends[index]?.tell),
    );
    const failure = await Promise.all(loads).then(() => undefined, toFailure);
    return {
      failure: failure?.code,
      tensors: memory().numTensors - before,
      detectorStarts: countDetectorStarts(),
    };
  }),
  recognizeDrawn: job(async (scene) => {
    const faces = scene.faces.map((face) => ({ ...face, actor: castActor(77, face.actor) }));
    const { data, width, height } = drawFrame({ ...scene, faces });
    const frame = await createImageBitmap(new ImageData(new Uint8ClampedArray(data), width, height));
    const readings = await recognizer.recognize(frame, {
      timeMs: 0,
      isStill: true,
      isRaw: false,
      isNeutral: false,
    });
    return { readings, isClosed: frame.width === 0 };
  }),
});
