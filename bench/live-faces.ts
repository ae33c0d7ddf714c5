/** What the way through a camera's frame costs: PublicTest faces in a frame, against the same faces fed directly. */
import { askNetwork } from '../src/live/ask-network';
import { type Recognizer, VIEWS } from '../src/live/recognizer';
import { loadNetwork } from '../src/model/load-network';
import { mostProbable } from '../src/shared/labels';
import type { Database } from '../src/storage/database';
import {
  exposed,
  frameOf,
  groupOf,
  type KnownFace,
  mirrored,
  pixelsOf,
  publicTestFaces,
  sideLit,
  STILL,
} from './live-frames';

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

/** The same views and the same mean as through a frame: they differ by the frame and by what finds the face in it. */
async function directLabels(faces: readonly KnownFace[], { database, modelId }: Tools): Promise<number[]> {
  const { network } = await loadNetwork(database, modelId, 'last');
  const labels: number[] = [];
  for (const face of faces) {
    const picture = pixelsOf(face);
    const { width, height } = picture;
    const whole = { centre: { x: width / 2, y: height / 2 }, side: width, roll: 0 };
    const { probabilities } = await askNetwork(network, picture, [whole], VIEWS);
    labels.push(mostProbable(probabilities[0] ?? []));
  }
  network.dispose();
  return labels;
}

/** The same faces in a mirror, in light from one side, and several in one frame. */
export async function measureScenes(zip: File, count: number, recognizer: Recognizer) {
  const faces = await publicTestFaces(zip, count);
  let [plain, sameMirrored, sameSideLit] = [0, 0, 0];
  for (const [place, face] of faces.entries()) {
    const frame = frameOf(face, place);
    const label = await labelOf(frame, recognizer);
    if (label === undefined) continue;
    plain += 1;
    if ((await labelOf(mirrored(frame), recognizer)) === label) sameMirrored += 1;
    if ((await labelOf(sideLit(frame), recognizer)) === label) sameSideLit += 1;
  }
  return {
    faces: count,
    sameMirrored: sameMirrored / plain,
    sameSideLit: sameSideLit / plain,
    foundOfTwo: await foundInGroups(faces, 2, recognizer),
    foundOfFour: await foundInGroups(faces, 4, recognizer),
  };
}

/** Share of the faces that are found where so many are in a frame. */
async function foundInGroups(faces: readonly KnownFace[], size: number, recognizer: Recognizer) {
  const groups = Math.floor(faces.length / size);
  let found = 0;
  for (let group = 0; group < groups; group += 1) {
    const frame = groupOf(faces.slice(group * size, (group + 1) * size));
    found += Math.min(size, (await recognizer.recognize(frame, STILL)).faces.length);
  }
  return found / (groups * size);
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
