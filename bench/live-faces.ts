/** What the way through a camera's frame costs: PublicTest faces in a frame, against the same faces fed directly. */
import { mirror } from '../src/live/ask-network';
import type { Recognizer } from '../src/live/recognizer';
import { loadNetwork } from '../src/model/load-network';
import { predict } from '../src/model/network';
import { mostProbable } from '../src/shared/labels';
import type { Database } from '../src/storage/database';
import { exposed, frameOf, greyPixels, type KnownFace, publicTestFaces, STILL } from './live-frames';

interface Tools {
  readonly recognizer: Recognizer;
  readonly database: Database;
  readonly modelId: string;
}

/** What was said of one face: a label's index, or undefined where none was found. */
interface Said {
  readonly label: number;
  readonly direct: number;
  readonly path: number | undefined;
  readonly dark: number | undefined;
}

const DARK = { light: 0.4, noise: 5 };

export async function measureFaces(zip: File, count: number, tools: Tools) {
  const faces = await publicTestFaces(zip, count);
  const direct = await directLabels(faces, tools);
  const said: Said[] = [];
  for (const [place, face] of faces.entries()) {
    const frame = frameOf(face, place);
    const path = await labelOf(frame, tools.recognizer);
    const dark = await labelOf(exposed(frame, { ...DARK, seed: place }), tools.recognizer);
    said.push({ label: face.label, direct: direct[place] ?? -1, path, dark });
  }
  return figuresOf(said);
}

/** With the same averaging as live: a face and its mirror image. */
async function directLabels(faces: readonly KnownFace[], { database, modelId }: Tools): Promise<number[]> {
  const { network } = await loadNetwork(database, modelId, 'last');
  const { image, labels } = network.plan;
  const size = image.width * image.height;
  const pixels = new Uint8Array(2 * faces.length * size);
  for (const [place, face] of faces.entries()) {
    const upright = greyPixels(face);
    pixels.set(upright, 2 * place * size);
    pixels.set(mirror(upright, image), (2 * place + 1) * size);
  }
  const rows = await predict(network, pixels, 2 * faces.length);
  network.dispose();
  return faces.map((_, place) =>
    mostProbable(
      labels.map(
        (_name, label) =>
          (rows[2 * place * labels.length + label] ?? 0) +
          (rows[(2 * place + 1) * labels.length + label] ?? 0),
      ),
    ),
  );
}

async function labelOf(frame: ImageData, recognizer: Recognizer): Promise<number | undefined> {
  const { faces } = await recognizer.recognize(frame, STILL);
  return faces[0]?.answers[0]?.label;
}

function figuresOf(said: readonly Said[]) {
  const found = said.filter(({ path }) => path !== undefined);
  const right = (of: 'direct' | 'path' | 'dark', among: readonly Said[]) =>
    among.filter((face) => face[of] === face.label).length / among.length;
  return {
    faces: said.length,
    faceFound: found.length / said.length,
    directAccuracy: right('direct', found),
    pathAccuracy: right('path', found),
    pathAccuracyDrop: right('direct', found) - right('path', found),
    pathAgreement: found.filter(({ direct, path }) => direct === path).length / found.length,
    // A face that darkness hides from the detector counts as lost.
    darkAccuracy: right('dark', found),
    darkDrop: right('path', found) - right('dark', found),
    darkFound: said.filter(({ dark }) => dark !== undefined).length / said.length,
  };
}
