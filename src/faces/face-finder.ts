import { FaceDetector, type Detection } from '@mediapipe/tasks-vision';
import loaderUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.js?url';
import binaryUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url';
// Made by tools/face-model.mjs. A leading slash is how Vite spells public/; built, it becomes relative.
// oxlint-disable-next-line import/no-absolute-path
import modelUrl from '/face/blaze_face_short_range.tflite?url';
import { AppError, describeCause } from '../shared/errors';
import type { Box, Point } from '../shared/geometry';

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
   * All faces of one picture, the largest first. Keeps nothing from picture to picture; blocks for some milliseconds.
   *
   * @param isExpected whether a face was here a moment ago: such a one need not be as plain as a new one
   */
  find(picture: ImageBitmap | ImageData | OffscreenCanvas, isExpected?: (box: Box) => boolean): FoundFace[];
  close(): void;
}

// 96.8 % of 500 FER2013 faces pasted into a frame are found at .48, and one face in 200 pictures without any, made by code.
// At .3 it is 98 %, and ten: low enough for a face that was there a moment ago, which else comes and goes.
const SURE_SCORE = 0.48;
const LEAST_SCORE = 0.3;

/**
 * Starts MediaPipe's BlazeFace detector. For a module worker: it loads its wasm by `import()`, from our own origin.
 *
 * @throws AppError faces/unavailable
 */
export async function startFaceFinder(): Promise<FaceFinder> {
  const detector = await withoutNotices(startDetector).catch((cause: unknown) => {
    throw new AppError('faces/unavailable', { cause: describeCause(cause) }, { cause });
  });
  return {
    find: (picture, isExpected = () => false) =>
      detector
        .detect(picture)
        .detections.flatMap((detection) => foundFace(detection, picture))
        .filter(({ score, box }) => score >= SURE_SCORE || isExpected(box))
        .toSorted(largestFirst),
    close: () => detector.close(),
  };
}

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
