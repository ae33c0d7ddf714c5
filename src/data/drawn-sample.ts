import { FER2013_IMAGE, type Split } from '../shared/dataset';
import { EXPRESSIONS } from '../shared/labels';
import type { Portion, ReadEnd, Reader, Sample } from './reader';

/** One drawn face. */
export interface DrawnFace {
  readonly label: number; // index into EXPRESSIONS
  readonly split: Split;
  readonly pixels: Uint8Array; // [48, 48] grey
}

const PORTION_MS = 50; // of drawing at a time; a stop is heard in between

/** Drawn faces as a source like any other. @param faces drawn while they are read */
export function readDrawnFaces(faces: Iterable<DrawnFace>, totalImages: number): Reader {
  return {
    kind: 'sample',
    labels: EXPRESSIONS,
    image: FER2013_IMAGE,
    isDrawn: true,
    totalBytes: 0,
    totalImages,
    read: () => drawPortions(faces, totalImages),
  };
}

async function* drawPortions(
  faces: Iterable<DrawnFace>,
  totalImages: number,
): AsyncGenerator<Portion, ReadEnd, void> {
  let samples: Sample[] = [];
  let drawn = 0;
  let started = performance.now();
  const portion = (): Portion => ({ samples, rejections: [], doneBytes: 0, mostToCome: totalImages - drawn });
  for (const { pixels, label, split } of faces) {
    samples.push({ pixels, label, split, origin: drawn });
    drawn += 1;
    if (performance.now() - started < PORTION_MS) continue;
    yield portion();
    await nextTask();
    samples = [];
    started = performance.now();
  }
  yield portion();
  return { splitSource: 'seeded', isTruncated: false };
}

/** Messages to this thread are heard only between tasks. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
