import { FaceDetector, type Detection } from '@mediapipe/tasks-vision';
import loaderUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.js?url';
import binaryUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url';
// Made by tools/face-model.mjs. A leading slash is how Vite spells public/; built, it becomes relative.
// oxlint-disable-next-line import/no-absolute-path
import modelUrl from '/face/blaze_face_short_range.tflite?url';
import { AppError, describeCause } from '../shared/errors';
import { type Box, intersectionOverUnion, type Point } from '../shared/geometry';

/** A face as the detector saw it. Left and right are the person's own; all in px of the picture. */
export interface FoundFace {
  readonly box: Box;
  readonly score: number; // 0..1
  readonly keypoints: {
    readonly rightEye: Point;
    readonly leftEye: Point;
    readonly nose: Point;
    readonly mouth: Point;
    readonly rightEar: Point;
    readonly leftEar: Point;
  };
}

export interface FaceFinder {
  /**
   * All faces of one picture, the largest first. Keeps nothing from picture to picture; blocks for some milliseconds,
   * twice as many where it has to look again.
   *
   * @param isExpected whether a face was here a moment ago: such a one need not be as plain as a new one
   */
  find(picture: Picture, isExpected?: (box: Box) => boolean): FoundFace[];
  close(): void;
}

type Picture = ImageBitmap | ImageData | OffscreenCanvas;

// A face that is not plain must be there in a second look, too: at the picture with less light, in which faces part more
// clearly from the rest. Of 500 FER2013 faces pasted into a frame 97.4 % are found so, and 8 faces in 200 pictures without
// any (text, dials, furniture, blurred blobs), says `npm run bench -- --only live`; the limits were chosen on half of such
// pictures. With .55, .48 and .4, and any score in the second look, it was 98.8 %, and 40.
const SURE_SCORE = 0.65;
const LIKELY_SCORE = 0.48;
// Low enough for a face that was there a moment ago and else comes and goes.
const LEAST_SCORE = 0.3;
const LIGHT_LEFT = 0.4;
const LIKELY_WHEN_DARKER = 0.6; // of a face that was likely
const SURE_WHEN_DARKER = 0.55; // of one that was not seen before
const SAME_FACE_IOU = 0.3;

/**
 * Starts MediaPipe's BlazeFace detector. For a module worker: it loads its wasm by `import()`, from our own origin.
 *
 * @throws AppError faces/unavailable
 */
export async function startFaceFinder(): Promise<FaceFinder> {
  const detector = await withoutNotices(startDetector).catch((cause: unknown) => {
    throw new AppError('faces/unavailable', { cause: describeCause(cause) }, { cause });
  });
  const look = (picture: Picture) =>
    detector.detect(picture).detections.flatMap((detection) => foundFace(detection, picture));
  const darken = darkener();
  return {
    find: (picture, isExpected = () => false) => {
      const seen = look(picture);
      const isSure = ({ score, box }: FoundFace) => score >= SURE_SCORE || isExpected(box);
      const sure = seen.filter(isSure);
      const likely = seen.filter((face) => face.score >= LIKELY_SCORE && !isSure(face));
      if (sure.length > 0 && likely.length === 0) return sure.toSorted(largestFirst);
      const again = look(darken(picture));
      const isConfirmed = ({ box }: FoundFace) =>
        again.some((face) => face.score >= LIKELY_WHEN_DARKER && isSameFace(face.box, box));
      const found = [...sure, ...likely.filter(isConfirmed)];
      const inPlace = again.filter(({ score, box }) => score >= SURE_WHEN_DARKER || isExpected(box));
      return (found.length > 0 ? found : inPlace).toSorted(largestFirst);
    },
    close: () => detector.close(),
  };
}

/** Gives pictures with less light, on one canvas that is kept. */
function darkener(): (picture: Picture) => OffscreenCanvas {
  let context: OffscreenCanvasRenderingContext2D | null = null;
  return (picture) => {
    const { width, height } = picture;
    if (context?.canvas.width !== width || context.canvas.height !== height) {
      context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false });
    }
    if (!context) throw new Error('an OffscreenCanvas without a 2d context');
    if (picture instanceof ImageData) context.putImageData(picture, 0, 0);
    else context.drawImage(picture, 0, 0);
    context.fillStyle = `rgb(0 0 0 / ${1 - LIGHT_LEFT})`;
    context.fillRect(0, 0, width, height);
    return context.canvas;
  };
}

const isSameFace = (one: Box, other: Box): boolean => intersectionOverUnion(one, other) > SAME_FACE_IOU;

function startDetector(): Promise<FaceDetector> {
  return FaceDetector.createFromOptions(
    { wasmLoaderPath: loaderUrl, wasmBinaryPath: binaryUrl },
    {
      // The GPU delegate would fight the learner for the device; BlazeFace takes about 6 ms on the CPU.
      baseOptions: { modelAssetPath: modelUrl, delegate: 'CPU' },
      runningMode: 'IMAGE',
      minDetectionConfidence: LEAST_SCORE,
    },
  );
}

/**
 * TensorFlow Lite writes "INFO: Created TensorFlow Lite XNNPACK delegate for CPU." to the console as an error. The wasm
 * module keeps the console.error it meets while it starts, so that is when notices can be told from errors.
 */
async function withoutNotices<Result>(start: () => Promise<Result>): Promise<Result> {
  const report = console.error;
  console.error = (...words: unknown[]) => {
    if (!String(words[0]).startsWith('INFO:')) report(...words);
  };
  return start().finally(() => {
    console.error = report;
  });
}

function foundFace(detection: Detection, picture: { width: number; height: number }): FoundFace[] {
  const [rightEye, leftEye, nose, mouth, rightEar, leftEar] = detection.keypoints.map(({ x, y }) => ({
    x: x * picture.width,
    y: y * picture.height,
  }));
  const { boundingBox: box, categories } = detection;
  // BlazeFace always gives a box and six points; the API's types do not say so.
  if (!box || !rightEye || !leftEye || !nose || !mouth || !rightEar || !leftEar) return [];
  return [
    {
      box: { x: box.originX, y: box.originY, width: box.width, height: box.height },
      score: categories[0]?.score ?? 0,
      keypoints: { rightEye, leftEye, nose, mouth, rightEar, leftEar },
    },
  ];
}

function largestFirst(a: FoundFace, b: FoundFace): number {
  return b.box.width * b.box.height - a.box.width * a.box.height;
}
