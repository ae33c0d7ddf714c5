// Thread of the camera: frames become face readings.
import { startBackend } from '../src/compute/backend';
import { Recognizer } from '../src/live/recognizer';
import { readPhotos } from '../src/photos/read-photos';
import type { RecognizerApi } from '../src/rpc/contracts';
import { job, serve } from '../src/rpc/serve';
import { sharedDatabase } from '../src/storage/database';

const recognizer = new Recognizer(sharedDatabase);

serve<RecognizerApi>(self, {
  load: job(async (request) => {
    // Wasm unless asked otherwise: one small picture is answered sooner on the CPU than a readback from a GPU takes,
    // and the GPU stays free for training.
    await startBackend({ backend: request.backend ?? 'wasm' });
    return await recognizer.load(request);
  }),
  recognize: job(({ frame, ...reading }) => recognizer.recognize(frame, reading)),
  readPhotos: ({ files }, signal) => readPhotos(files, recognizer, signal),
  calibrate: job(async (what) => recognizer.calibrate(what)),
});
