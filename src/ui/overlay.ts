import type { FaceReading, Readings } from '../live/recognize';
import { type Box, intersectionOverUnion } from '../shared/geometry';
import { FACE_INK, faceColour } from './face-look';
import { type LabelLook, labelLook } from './label-look';

export interface OverlayStyle {
  /** Raw label names of each model, in the order of its probabilities. */
  readonly labels: readonly (readonly string[])[];
  /** The words on a box: "happy 87 %". */
  readonly caption: (label: string, probability: number, isClear: boolean) => string;
  readonly writeNumber: (number: number) => string;
  readonly isMirrored: boolean;
  /** A drawn face with the expression, over the real one. */
  readonly showsMask: boolean;
  /** Canvas px per frame px. */
  readonly scale: number;
  /** Canvas px per CSS px. */
  readonly pixelRatio: number;
}

/** Draws a box, a number, a caption and a thin probability bar for every face. Clears the canvas first. */
export function drawReadings(
  context: CanvasRenderingContext2D,
  readings: Readings,
  style: OverlayStyle,
): void {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  const taken: Box[] = [];
  for (const face of readings.faces) {
    const words = drawFace(context, face, { frameWidth: readings.frame.width, style, taken });
    if (words) taken.push(words);
  }
}

interface Drawing {
  readonly frameWidth: number;
  readonly style: OverlayStyle;
  /** Where words stand already. */
  readonly taken: readonly Box[];
}

/** @returns where its words stand */
function drawFace(
  context: CanvasRenderingContext2D,
  face: FaceReading,
  { frameWidth, style, taken }: Drawing,
): Box | undefined {
  const box = placedBox(face.box, frameWidth, style);
  const [answer] = face.answers;
  if (!answer) return undefined;
  const label = style.labels[0]?.[answer.label] ?? '';
  const probability = answer.probabilities[answer.label] ?? 0;
  const faceHas = faceColour(face.number);
  const unit = style.pixelRatio;
  // One that is not clear shows no expression, but hides the face as before: the film may be meant for others.
  const mask = answer.isClear ? labelLook(label) : { colour: UNCLEAR_COLOUR, face: '' };
  if (style.showsMask) drawMask(context, face, frameWidth, style, mask);

  // A dark line under the coloured one keeps the box visible on any picture.
  strokeBox(context, box, 'rgba(0, 0, 0, 0.6)', 6 * unit, 10 * unit);
  strokeBox(context, box, faceHas, 3 * unit, 10 * unit);
  if (face.doubts.length > 0) drawDoubt(context, box, unit);
  return drawCaption(context, box, {
    taken,
    number: style.writeNumber(face.number),
    words: captionOf(face, style),
    faceColour: faceHas,
    labelColour: answer.isClear ? labelLook(label).colour : UNCLEAR_COLOUR,
    probability,
    unit,
  });
}

/** What each model says, the first one first. */
function captionOf({ answers }: FaceReading, { labels, caption }: OverlayStyle): string {
  return answers
    .map(({ label, probabilities, isClear }, model) =>
      caption(labels[model]?.[label] ?? '', probabilities[label] ?? 0, isClear),
    )
    .join(' · ');
}

const UNCLEAR_COLOUR = '#9aa0a6';
const DOUBT_COLOUR = '#ffb020';
const DOUBT_RADIUS = 9; // CSS px

/** A mark in the lower right corner: something speaks against this answer, and the list says what. */
function drawDoubt(context: CanvasRenderingContext2D, box: Box, unit: number): void {
  const [x, y] = [box.x + box.width, box.y + box.height];
  context.fillStyle = DOUBT_COLOUR;
  context.beginPath();
  context.arc(x, y, DOUBT_RADIUS * unit, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = FACE_INK;
  context.font = `700 ${13 * unit}px 'Inter Variable', system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText('!', x, y + unit / 2);
  context.textAlign = 'start';
}

const MASK_GRID = 24; // units of the look's drawing

/** The label's own small face, as large as the real one and turned with it. */
function drawMask(
  context: CanvasRenderingContext2D,
  { crop }: FaceReading,
  frameWidth: number,
  { isMirrored, scale }: OverlayStyle,
  { colour, face }: Pick<LabelLook, 'colour' | 'face'>,
): void {
  if (face === undefined) return;
  const x = isMirrored ? frameWidth - crop.centre.x : crop.centre.x;
  context.save();
  context.translate(x * scale, crop.centre.y * scale);
  context.rotate(isMirrored ? -crop.roll : crop.roll);
  const unit = (crop.side * scale) / MASK_GRID;
  context.scale(unit, unit);
  context.translate(-MASK_GRID / 2, -MASK_GRID / 2);
  context.fillStyle = colour;
  context.beginPath();
  context.arc(MASK_GRID / 2, MASK_GRID / 2, 11, 0, 2 * Math.PI);
  context.fill();
  context.strokeStyle = '#14161a';
  context.lineWidth = 1.4;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke(new Path2D(face));
  context.restore();
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
  readonly taken: readonly Box[];
  readonly number: string;
  readonly words: string;
  readonly faceColour: string;
  readonly labelColour: string;
  readonly probability: number;
  readonly unit: number; // canvas px per CSS px
}

/** The face's number on its colour, what it seems to show, and how sure that is in the colour of the label. */
function drawCaption(context: CanvasRenderingContext2D, box: Box, caption: Caption): Box {
  const { number, words, unit } = caption;
  context.font = `600 ${14 * unit}px 'Inter Variable', system-ui, sans-serif`;
  const padding = 8 * unit;
  const height = 28 * unit;
  const badge = Math.max(height, context.measureText(number).width + 2 * padding);
  const wanted = Math.max(context.measureText(words).width + 2 * padding, 72 * unit);
  // What does not fit into a narrow picture is squeezed, not cut off.
  const width = Math.min(wanted, context.canvas.width - badge);
  const placed = captionPlace(box, { width: badge + width, height }, { ...caption, ...sizeOf(context) });
  const { x, y } = placed;

  context.save();
  context.beginPath();
  context.roundRect(x, y, badge + width, height, 6 * unit);
  context.clip();
  context.fillStyle = 'rgba(18, 19, 21, 0.86)';
  context.fillRect(x, y, badge + width, height);
  context.fillStyle = caption.faceColour;
  context.fillRect(x, y, badge, height);
  context.restore();

  context.textBaseline = 'middle';
  context.textAlign = 'center';
  context.fillStyle = FACE_INK;
  context.fillText(number, x + badge / 2, y + height / 2 + unit / 2);
  context.textAlign = 'start';
  context.fillStyle = '#ffffff';
  context.fillText(words, x + badge + padding, y + height / 2 - 1.5 * unit, width - 2 * padding);

  const bar = width - 2 * padding;
  context.fillStyle = 'rgba(255, 255, 255, 0.22)';
  context.fillRect(x + badge + padding, y + height - 6 * unit, bar, 2.5 * unit);
  context.fillStyle = caption.labelColour;
  context.fillRect(x + badge + padding, y + height - 6 * unit, bar * caption.probability, 2.5 * unit);
  return placed;
}

const sizeOf = ({ canvas: { width, height } }: CanvasRenderingContext2D) => ({ width, height });

/** Room for words, all in canvas px. */
interface Room {
  readonly width: number;
  readonly height: number;
  readonly taken: readonly Box[];
  readonly unit: number;
}

/** Above its box; where the picture ends there, or other words stand, below it or inside. */
export function captionPlace(
  box: Box,
  size: { readonly width: number; readonly height: number },
  { width, height, taken, unit }: Room,
): Box {
  const x = Math.min(Math.max(0, box.x), Math.max(0, width - size.width));
  const gap = 6 * unit;
  const inside = Math.max(0, Math.min(box.y + gap, height - size.height));
  const isFree = (y: number): boolean =>
    y >= 0 &&
    y + size.height <= height &&
    taken.every((other) => intersectionOverUnion({ x, y, ...size }, other) === 0);
  const y = [box.y - size.height - gap, box.y + box.height + gap, inside].find(isFree) ?? inside;
  return { x, y, ...size };
}
