import type { Readings } from '../live/recognize';
import type { ModelCard } from '../shared/model-card';
import type { Source } from './live-status';
import { drawReadings, type OverlayStyle } from './overlay';
import { session } from './session';
import type { Words } from './words';

interface Drawn {
  readonly cards: readonly ModelCard[];
  readonly source: Source;
  readonly words: Words;
}

/** Boxes over what the viewer shows; the viewer takes the frame's proportions. */
export function drawOver(canvas: HTMLCanvasElement | null, readings: Readings, drawn: Drawn): void {
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return;
  const { width, height } = readings.frame;
  // So that one scale holds for both axes.
  canvas.parentElement?.style.setProperty('aspect-ratio', `${width} / ${height}`);
  const pixelRatio = devicePixelRatio;
  const canvasWidth = Math.round(canvas.clientWidth * pixelRatio);
  const canvasHeight = Math.round((canvasWidth * height) / width);
  if (canvas.width !== canvasWidth || canvas.height !== canvasHeight) {
    canvas.width = canvasWidth;
    canvas.height = canvasHeight;
  }
  drawReadings(context, readings, { ...styleOf(drawn), scale: canvasWidth / width, pixelRatio });
}

/** Draws boxes over one frame of a video, for a file: words as large as on a page that shows it 640 px wide. */
export function annotate(context: CanvasRenderingContext2D, readings: Readings, drawn: Drawn): void {
  const { canvas } = context;
  const layer = document.createElement('canvas');
  Object.assign(layer, { width: canvas.width, height: canvas.height });
  const above = layer.getContext('2d');
  if (!above) return;
  const scale = canvas.width / readings.frame.width;
  drawReadings(above, readings, { ...styleOf(drawn), scale, pixelRatio: Math.max(1, canvas.width / 640) });
  context.drawImage(layer, 0, 0);
}

function styleOf({ cards, source, words }: Drawn): Omit<OverlayStyle, 'scale' | 'pixelRatio'> {
  const { liveOptions } = session.getState();
  return {
    labels: cards.map((card) => card.labels),
    caption: (label, probability, isClear) =>
      isClear ? `${words.label(label)} ${words.n.wholePercent(probability)}` : words.looks(label, false),
    writeNumber: words.n.count,
    isMirrored: source === 'camera' && liveOptions.isMirrored,
    showsMask: liveOptions.showsMask,
  };
}

export function clearCanvas(canvas: HTMLCanvasElement | null): void {
  canvas?.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
}

/** What a video shows at this moment, as a picture. */
export function keepPicture(canvas: HTMLCanvasElement | null, video: HTMLVideoElement): void {
  if (!canvas || video.videoWidth === 0) return;
  Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext('2d')?.drawImage(video, 0, 0);
}

export function showPicture(canvas: HTMLCanvasElement | null, bitmap: ImageBitmap): void {
  if (!canvas) return;
  // Setting a size clears the canvas, which flickers between the frames of a video.
  if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
  }
  const context = canvas.getContext('2d');
  context?.clearRect(0, 0, canvas.width, canvas.height);
  context?.drawImage(bitmap, 0, 0);
}
