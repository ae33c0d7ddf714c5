import { deleteDB } from 'idb';
import { startBackend } from '../../src/compute/backend';
import { installBox } from '../../src/model/box';
import type { Readings } from '../../src/live/recognize';
import { connect } from '../../src/rpc/connect';
import type { RecognizerApi } from '../../src/rpc/contracts';
import type { RgbaPicture } from '../../src/shared/geometry';
import { DATABASE_NAME, sharedDatabase } from '../../src/storage/database';
import { listModels } from '../../src/storage/model-store';

export const FRAMES_PER_SECOND = 15;
const BETWEEN_CLIPS_MS = 10_000; // every face is forgotten

export interface BoxedRecognizer {
  /** The readings of a row of frames, as of a camera; a clip of its own unless it goes on. */
  watch(frames: Iterable<RgbaPicture>, row?: 'new' | 'same'): Promise<Readings[]>;
  /** One frame by itself. */
  look(frame: RgbaPicture): Promise<Readings>;
  labels: readonly string[];
  close(): Promise<void>;
}

/** The camera's thread as the page starts it, with Fast as it comes with the page. */
export async function openBoxedRecognizer(): Promise<BoxedRecognizer> {
  await startBackend({ backend: 'wasm' });
  const database = await sharedDatabase();
  await installBox({ address: new URL('/models/', location.href).href }, { database });
  const model = (await listModels(database)).find(({ cards }) => cards.last?.preset === 'fast');
  if (!model) throw new Error('there is no Fast in the box');
  const worker = new Worker(new URL('../../workers/recognizer.ts', import.meta.url), { type: 'module' });
  const recognizer = connect<RecognizerApi>(worker, 'recognizer');
  const [card] = await recognizer.call('load', {
    models: [{ modelId: model.id, weights: 'last' }],
    usesLivePrior: false,
    backend: 'wasm',
  });
  let timeMs = 0;
  const ask = async ({ data, width, height }: RgbaPicture, isStill: boolean): Promise<Readings> => {
    const frame = await createImageBitmap(new ImageData(new Uint8ClampedArray(data), width, height));
    const reading = { timeMs, isStill, isRaw: false, isNeutral: false };
    return recognizer.call('recognize', { frame, ...reading }, { transfer: [frame] });
  };
  return {
    labels: card?.labels ?? [],
    look: (frame) => ask(frame, true),
    watch: async (frames, row = 'new') => {
      if (row === 'new') timeMs += BETWEEN_CLIPS_MS;
      const readings: Readings[] = [];
      for (const frame of frames) {
        timeMs += 1000 / FRAMES_PER_SECOND;
        readings.push(await ask(frame, false));
      }
      return readings;
    },
    close: async () => {
      recognizer.terminate();
      database.close();
      await deleteDB(DATABASE_NAME);
    },
  };
}
