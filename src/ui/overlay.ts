import type { FaceReading, Readings } from '../live/recognize';
import type { Box } from '../shared/geometry';
import { labelLook } from './label-look';

export interface OverlayStyle {
  /** Raw label names, in the order of the probabilities. */
  readonly labels: readonly string[];
  /** The words on a box: "happy 87 %". */
  readonly caption: (label: string, probability: number, isClear: boolean) => string;
  readonly isMirrored: boolean;
  /** Canvas px per frame px. */
  readonly scale: number;
  /** Canvas px per CSS px. */
  readonly pixelRatio: number;
}

/** Draws a box, a caption and a thin probability bar for every face. Clears the canvas first. */
export function drawReadings(
  context: CanvasRenderingContext2D,
  readings: Readings,
  style: OverlayStyle,
): void {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  for (const face of readings.faces) drawFace(context, face, readings.frame.width, style);
}

function drawFace(
  context: CanvasRenderingContext2D,
  face: FaceReading,
  frameWidth: number,
  style: OverlayStyle,
): void {
  const box = placedBox(face.box, frameWidth, style);
  const [answer] = face.answers;
  if (!answer) return;
  const label = style.labels[answer.label] ?? '';
  const probability = answer.probabilities[answer.label] ?? 0;
  const { colour } = labelLook(label);
  const unit = style.pixelRatio;

  // A dark line under the coloured one keeps the box visible on any picture.
  strokeBox(context, box, 'rgba(0, 0, 0, 0.55)', 4.5 * unit, 10 * unit);
  strokeBox(context, box, colour, 2.5 * unit, 10 * unit);
  drawCaption(context, box, style.caption(label, probability, answer.isClear), {
    colour,
    probability,
    unit,
  });
}

/** Where a frame's box stands on the canvas; a mirrored picture mirrors places, never words. */
export function placedBox(
  box: Box,
  frameWidth: number,
  { isMirrored, scale }: Pick<OverlayStyle, 'isMirrored' | 'scale'>,
): Box {
  const x = isMirrored ? frameWidth - box.x - box.width : box.x;
  return { x: x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale };
}

function strokeBox(
  context: CanvasRenderingContext2D,
  box: Box,
  colour: string,
  lineWidth: number,
  radius: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = lineWidth;
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, radius);
  context.stroke();
}

interface Caption {
  readonly colour: string;
  readonly probability: number;
  readonly unit: number;
}

function drawCaption(
  context: CanvasRenderingContext2D,
  box: Box,
  words: string,
  { colour, probability, unit }: Caption,
): void {
  context.font = `600 ${14 * unit}px 'Inter Variable', system-ui, sans-serif`;
  const padding = 8 * unit;
  const height = 28 * unit;
  const width = Math.max(context.measureText(words).width + 2 * padding, 72 * unit);
  const x = Math.min(Math.max(0, box.x), Math.max(0, context.canvas.width - width));
  const above = box.y - height - 6 * unit;
  const y = above < 0 ? Math.min(box.y + 6 * unit, context.canvas.height - height) : above;

  context.fillStyle = 'rgba(18, 19, 21, 0.86)';
  context.beginPath();
  context.roundRect(x, y, width, height, 6 * unit);
  context.fill();
  context.fillStyle = '#ffffff';
  context.textBaseline = 'middle';
  context.fillText(words, x + padding, y + height / 2 - 1.5 * unit);

  context.fillStyle = 'rgba(255, 255, 255, 0.22)';
  context.fillRect(x + padding, y + height - 6 * unit, width - 2 * padding, 2.5 * unit);
  context.fillStyle = colour;
  context.fillRect(x + padding, y + height - 6 * unit, (width - 2 * padding) * probability, 2.5 * unit);
}
