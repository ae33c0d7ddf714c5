import { alignFace } from '../faces/alignment';
import type { FaceFinder, FoundFace } from '../faces/face-finder';
import type { Network } from '../model/network';
import type { Box, CropSquare, RgbaPicture } from '../shared/geometry';
import { mostProbable } from '../shared/labels';
import { type Answers, askNetwork, type View } from './ask-network';
import { adjusted, type Bias } from './calibration';
import { type Doubt, doubtsAbout } from './doubts';
import { isClear, type Steady, steadied } from './steady-label';
import type { Tracker } from './tracker';

/** What one model says of one face. */
export interface Answer {
  /** The network's own, of this frame alone. */
  readonly raw: readonly number[];
  /** What is shown: corrected and steadied, unless the reading is raw. */
  readonly probabilities: readonly number[]; // [labels], sums to 1, order of the card's labels
  readonly label: number; // of the steady label; where nothing is steadied, of the largest probability
  /** Whether the label may be named. */
  readonly isClear: boolean;
}

/** One face in one frame. */
export interface FaceReading {
  readonly number: number; // from 1, the same from frame to frame, never another face's in this session
  readonly box: Box; // px of the frame; steadied unless the reading is raw or still
  readonly crop: CropSquare; // what the network looked at
  readonly score: number; // 0..1, the detector's
  readonly doubts: readonly Doubt[];
  readonly answers: readonly Answer[]; // one for each loaded model
  readonly seen: Uint8Array<ArrayBuffer>; // what the first model saw, [H, W, C]
}

export interface Readings {
  readonly faces: readonly FaceReading[]; // largest first
  readonly frame: { readonly width: number; readonly height: number };
  readonly timeMs: number;
  /** Milliseconds spent on this frame in the worker. */
  readonly timing: {
    readonly detectMs: number;
    readonly cropMs: number;
    readonly inferMs: number;
    readonly totalMs: number;
  };
}

/** How a frame is to be read. */
export interface Reading {
  /** Grows from frame to frame of one source. */
  readonly timeMs: number;
  /** A single picture: nothing before it counts. */
  readonly isStill: boolean;
  /** Every frame by itself: no averaging over time, no correction. */
  readonly isRaw: boolean;
  /** The person shows a neutral face, for the calibration. */
  readonly isNeutral: boolean;
}

/** A model at work, and what it remembers of each face. */
export interface Reader {
  readonly network: Network;
  readonly temperature: number;
  /** How expressions at a camera differ from the training pictures; undefined: not corrected. */
  readonly prior: Bias | undefined;
  /** This person's neutral face; in memory only. */
  neutral: Bias | undefined;
  steady: ReadonlyMap<number, Steady>; // by the face's number
}

interface Watch {
  readonly finder: FaceFinder;
  readonly tracker: Tracker;
  readonly readers: readonly Reader[];
  readonly readPixels: PixelReader;
  readonly views: readonly View[];
}

/** A picture to read: a camera's frame, or a decoded photo. */
export type Frame = ImageBitmap | ImageData;

/**
 * From one frame to face readings: find faces, follow them, cut each out as the training pictures are framed, and ask
 * each network about all of them in one batch. A bitmap is closed.
 */
export async function recognizeFrame(
  frame: Frame,
  reading: Reading,
  { finder, tracker, readers, readPixels, views }: Watch,
): Promise<Readings> {
  const startMs = performance.now();
  const size = { width: frame.width, height: frame.height };
  try {
    const sightings = sight(
      finder.find(frame, (box) => tracker.follows(box, reading.timeMs)),
      tracker,
      reading,
    );
    const foundMs = performance.now();
    const picture = sightings.length > 0 ? readPixels(frame) : undefined;
    const readMs = performance.now();
    const replies: Answers[] = [];
    // One network after the other: they share one backend.
    for (const { network } of picture ? readers : []) {
      replies.push(await askNetwork(network, picture as RgbaPicture, crops(sightings), views));
    }
    const faces = faceReadings(sightings, readers, replies, { reading, tracker, size });
    const endMs = performance.now();
    return {
      faces,
      frame: size,
      timeMs: reading.timeMs,
      timing: {
        detectMs: foundMs - startMs,
        cropMs: readMs - foundMs,
        inferMs: endMs - readMs,
        totalMs: endMs - startMs,
      },
    };
  } finally {
    if (frame instanceof ImageBitmap) frame.close();
  }
}

/** One found face, whose it is, and the square to look at. */
interface Sighting {
  readonly number: number;
  readonly face: FoundFace;
  readonly box: Box;
  readonly crop: CropSquare;
}

function sight(faces: readonly FoundFace[], tracker: Tracker, reading: Reading): Sighting[] {
  const plain = faces.map(alignFace);
  const tracks = tracker.follow(faces, plain, reading.timeMs);
  return faces.flatMap((face, index) => {
    const track = tracks[index];
    const { crop, box } = isUnsteadied(reading)
      ? { crop: plain[index], box: face.box }
      : { crop: track?.crop, box: track?.steadyBox };
    return track && crop && box ? [{ number: track.number, face, box, crop }] : [];
  });
}

const crops = (sightings: readonly Sighting[]): CropSquare[] => sightings.map(({ crop }) => crop);

/** Every frame by itself. */
const isUnsteadied = ({ isStill, isRaw }: Reading): boolean => isStill || isRaw;

interface ReadFrame {
  readonly size: Readings['frame'];
  readonly reading: Reading;
  readonly tracker: Tracker;
}

function faceReadings(
  sightings: readonly Sighting[],
  readers: readonly Reader[],
  replies: readonly Answers[],
  frame: ReadFrame,
): FaceReading[] {
  const [first] = readers;
  const answers = readers.map((reader, model) =>
    answersOf(reader, sightings, replies[model]?.probabilities ?? [], frame),
  );
  return sightings.flatMap(({ number, face, box, crop }, index) => {
    const seen = replies[0]?.seen[index];
    if (!seen || !first) return [];
    const doubts = doubtsAbout(face, seen, first.network.plan.image, { crop, frame: frame.size });
    const isFace = !doubts.includes('hardly-a-face');
    const said = answers.flatMap((ofModel) => ofModel[index] ?? []);
    return {
      number,
      box,
      crop,
      score: face.score,
      doubts,
      answers: isFace ? said : said.map(unnamed),
      seen,
    };
  });
}

/** One model's answers, [faces]. Those it no longer sees it forgets, once their tracks are lost. */
function answersOf(
  reader: Reader,
  sightings: readonly Sighting[],
  probabilities: readonly (readonly number[])[],
  { reading, tracker }: ReadFrame,
): Answer[] {
  if (reading.isRaw) return probabilities.map((raw) => answer(raw, raw, mostProbable(raw)));
  const { temperature, prior, neutral } = reader;
  const biases = [prior, neutral].filter((bias) => bias !== undefined);
  const corrected = probabilities.map((raw) => adjusted(raw, { temperature, biases }));
  if (reading.isStill) {
    return corrected.map((row, index) => answer(probabilities[index] ?? [], row, mostProbable(row)));
  }
  const now = sightings.map(({ number }, index): [number, Steady] => [
    number,
    steadied(reader.steady.get(number), corrected[index] ?? [], reading.timeMs),
  ]);
  const kept = [...reader.steady].filter(([number]) => tracker.holds(number, reading.timeMs));
  reader.steady = new Map([...kept, ...now]);
  return now.map(([, steady], index) =>
    answer(probabilities[index] ?? [], steady.probabilities, steady.label),
  );
}

function answer(raw: readonly number[], probabilities: readonly number[], label: number): Answer {
  return { raw, probabilities, label, isClear: isClear(probabilities, label) };
}

function unnamed({ raw, probabilities, label }: Answer): Answer {
  return { raw, probabilities, label, isClear: false };
}

type PixelReader = (frame: Frame) => RgbaPicture;

/** Reads frames through one canvas that is kept: a new one per frame would be garbage thirty times a second. */
export function pixelReader(): PixelReader {
  let canvas: OffscreenCanvas | undefined;
  return (frame) => {
    if (frame instanceof ImageData) return frame;
    if (canvas?.width !== frame.width || canvas.height !== frame.height) {
      canvas = new OffscreenCanvas(frame.width, frame.height);
    }
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('an OffscreenCanvas without a 2d context');
    context.drawImage(frame, 0, 0);
    return context.getImageData(0, 0, frame.width, frame.height);
  };
}
