// Thread of the camera: frames become face readings.
import { startBackend } from '../src/compute/backend';
import { Recognizer } from '../src/live/recognizer';
import type { RecognizerApi } from '../src/rpc/contracts';
import { job, serve } from '../src/rpc/serve';
import { sharedDatabase } from '../src/storage/database';

let recognizer: Recognizer | undefined;

serve<RecognizerApi>(self, {
  load: job(async (request) => {
    // Wasm unless asked otherwise: one small picture is answered sooner on the CPU than a readback from a GPU takes,
    // and the GPU stays free for training.
    await startBackend({ backend: request.backend ?? 'wasm' });
    recognizer ??= new Recognizer(await sharedDatabase());
    return await recognizer.load(request);
  }),
  recognize: job(async ({ frame }) => {
    if (!recognizer) throw new Error('recognize was called before load');
    return await recognizer.recognize(frame);
  }),
});
