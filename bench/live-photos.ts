/** How fast a folder of photos is read. */
import { filesOfZip } from '../src/data/formats/zip-files';
import type { Recognizer } from '../src/live/recognizer';
import { readPhotos } from '../src/photos/read-photos';

export async function measurePhotos(zip: File, count: number, recognizer: Recognizer) {
  const entries = (await filesOfZip(zip)).filter(({ path }) => path.endsWith('.jpg')).slice(0, count);
  const files = await Promise.all(
    entries.map(async (entry) => ({ path: entry.path, file: new File([await entry.read()], entry.path) })),
  );
  const startMs = performance.now();
  let withOneFace = 0;
  let read = 0;
  for await (const { readings } of readPhotos(files, recognizer, new AbortController().signal)) {
    read += readings.length;
    withOneFace += readings.filter((photo) => photo.kind === 'read' && photo.faces.length === 1).length;
  }
  const seconds = (performance.now() - startMs) / 1000;
  return { photos: read, seconds, imagesPerSecond: read / seconds, shareWithOneFace: withOneFace / read };
}
