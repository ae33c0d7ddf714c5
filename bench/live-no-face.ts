/**
 * Pictures without a face, made by code, and how many faces are found in them. Two sets: with pictures as of the first the
 * thresholds of src/faces/face-finder.ts were chosen; the second is of other kinds, and nothing was chosen with it.
 */
import type { Recognizer } from '../src/live/recognizer';
import { randomUniform } from '../src/shared/random';
import { STILL } from './live-frames';

type Context = OffscreenCanvasRenderingContext2D;
type Chance = (...what: number[]) => number; // 0..1
const FRAME = { width: 640, height: 480 };
const SEED = 21;
const FRESH_SEED = 1021;

/** @param count pictures of each set */
export async function countFalseFaces(recognizer: Recognizer, count: number) {
  const fresh = FRESH.map((kind) => ({ kind: kind.name, pictures: 0, falseFaces: 0 }));
  let falseFaces = 0;
  const { canvas, context } = newCanvas();
  const facesNow = async () => {
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    return (await recognizer.recognize(picture, STILL)).faces.length;
  };
  for (let place = 0; place < count; place += 1) {
    context.reset();
    paintTuned(context, place);
    falseFaces += await facesNow();
  }
  for (let place = 0; place < count; place += 1) {
    const at = place % FRESH.length;
    const told = fresh[at];
    context.reset();
    FRESH[at]?.(context, (...what) => randomUniform(FRESH_SEED, place, ...what));
    if (!told) continue;
    told.pictures += 1;
    told.falseFaces += await facesNow();
  }
  const falseFacesFresh = fresh.reduce((sum, told) => sum + told.falseFaces, 0);
  return { pictures: count, falseFaces, falseFacesFresh, fresh };
}

function newCanvas() {
  const canvas = new OffscreenCanvas(FRAME.width, FRAME.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('an OffscreenCanvas without a 2d context');
  return { canvas, context };
}

/** Gradients, noise and shapes in turn. */
function paintTuned(context: Context, place: number): void {
  const { width, height } = FRAME;
  const chance = (...what: number[]) => randomUniform(SEED, 9, place, ...what);
  const colour = (...what: number[]) =>
    `rgb(${[0, 1, 2].map((channel) => Math.round(255 * chance(channel, ...what))).join(' ')})`;
  const gradient = context.createLinearGradient(0, 0, width * chance(3), height);
  gradient.addColorStop(0, colour(0));
  gradient.addColorStop(1, colour(1));
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  if (place % 3 === 1) paintNoise(context, place);
  if (place % 3 !== 2) return;
  for (let shape = 0; shape < 30; shape += 1) {
    context.fillStyle = colour(5, shape);
    const [x, y] = [width * chance(6, shape), height * chance(7, shape)];
    const size = 10 + 150 * chance(8, shape);
    context.beginPath();
    if (chance(9, shape) < 0.5) context.ellipse(x, y, size, size * chance(10, shape), 0, 0, 2 * Math.PI);
    else context.rect(x, y, size, size * chance(10, shape));
    context.fill();
  }
}

/** From single pixels to blocks as large as eyes. */
function paintNoise(context: Context, place: number): void {
  const block = 2 + Math.round(40 * randomUniform(SEED, 11, place));
  for (let y = 0; y < FRAME.height; y += block) {
    for (let x = 0; x < FRAME.width; x += block) {
      const level = Math.round(255 * randomUniform(SEED, 12, place, x, y));
      context.fillStyle = `rgb(${level} ${level} ${level})`;
      context.fillRect(x, y, block, block);
    }
  }
}

const FRESH: readonly ((context: Context, chance: Chance) => void)[] = [
  paintText,
  paintClock,
  paintFurniture,
  paintBlurredNoise,
  paintRadialGradients,
  paintStripes,
  paintTiles,
  paintStrokes,
];

function colourOf(chance: Chance, ...what: number[]): string {
  return `rgb(${[0, 1, 2].map((channel) => Math.round(255 * chance(100, channel, ...what))).join(' ')})`;
}

function fill(context: Context, colour: string): void {
  context.fillStyle = colour;
  context.fillRect(0, 0, FRAME.width, FRAME.height);
}

/** Lines of letters, small and large. */
function paintText(context: Context, chance: Chance): void {
  fill(context, colourOf(chance, 0));
  context.fillStyle = colourOf(chance, 1);
  const size = 12 + 90 * chance(2) ** 2;
  context.font = `${chance(3) < 0.5 ? 'bold ' : ''}${size}px sans-serif`;
  for (let row = 0; row * size * 1.3 < FRAME.height + size; row += 1) {
    const letters = Array.from({ length: 60 }, (_, at) => String.fromCharCode(33 + 90 * chance(4, row, at)));
    context.fillText(letters.join(''), 10, row * size * 1.3);
  }
}

/** A dial with its marks and two hands: round, symmetric, with dark spots where eyes could be. */
function paintClock(context: Context, chance: Chance): void {
  fill(context, colourOf(chance, 0));
  const radius = 60 + 160 * chance(1);
  context.translate(FRAME.width * (0.3 + 0.4 * chance(2)), FRAME.height * (0.4 + 0.2 * chance(3)));
  context.fillStyle = colourOf(chance, 4);
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.fill();
  context.strokeStyle = colourOf(chance, 5);
  context.fillStyle = context.strokeStyle;
  context.lineWidth = 1 + radius / 20;
  context.stroke();
  for (let hour = 0; hour < 12; hour += 1) {
    const turn = (Math.PI * hour) / 6;
    context.beginPath();
    context.arc(0.83 * radius * Math.sin(turn), 0.83 * radius * Math.cos(turn), radius / 18, 0, 2 * Math.PI);
    context.fill();
  }
  for (const [hand, length] of [0.5, 0.75].entries()) {
    const turn = 2 * Math.PI * chance(6, hand);
    context.beginPath();
    context.moveTo(0, 0);
    context.lineTo(length * radius * Math.sin(turn), length * radius * Math.cos(turn));
    context.stroke();
  }
}

/** A wall, a floor, a cupboard with two round knobs over a drawer, a lamp and a window. */
function paintFurniture(context: Context, chance: Chance): void {
  fill(context, colourOf(chance, 0));
  context.fillStyle = colourOf(chance, 1);
  context.fillRect(0, 360, FRAME.width, 120);
  const [x, y] = [60 + 240 * chance(2), 80 + 120 * chance(3)];
  const [width, height] = [140 + 140 * chance(4), 160 + 140 * chance(5)];
  context.fillStyle = colourOf(chance, 6);
  context.fillRect(x, y, width, height);
  context.fillStyle = colourOf(chance, 7);
  for (const side of [0.32, 0.68]) {
    context.beginPath();
    context.arc(x + side * width, y + 0.4 * height, 5 + 12 * chance(8), 0, 2 * Math.PI);
    context.fill();
  }
  context.fillRect(x + 0.3 * width, y + 0.75 * height, 0.4 * width, 8 + 14 * chance(9));
  context.fillStyle = colourOf(chance, 10);
  context.beginPath();
  context.ellipse(540, 110 + 60 * chance(11), 60, 30 + 50 * chance(12), 0, 0, 2 * Math.PI);
  context.fill();
  context.fillRect(536, 150, 8, 220);
}

/** Blobs of light and dark, as of something far out of focus. */
function paintBlurredNoise(context: Context, chance: Chance): void {
  const block = 20 + 60 * chance(1);
  for (let row = 0; row * block < FRAME.height; row += 1)
    for (let column = 0; column * block < FRAME.width; column += 1) {
      context.fillStyle = colourOf(chance, 2, row, column);
      context.fillRect(column * block, row * block, block + 1, block + 1);
    }
  context.filter = `blur(${4 + 16 * chance(0)}px)`;
  context.drawImage(context.canvas, 0, 0);
}

function paintRadialGradients(context: Context, chance: Chance): void {
  fill(context, colourOf(chance, 0));
  for (let spot = 0; spot < 6; spot += 1) {
    const [x, y] = [FRAME.width * chance(1, spot), FRAME.height * chance(2, spot)];
    const radius = 40 + 260 * chance(3, spot);
    const gradient = context.createRadialGradient(x, y, 0, x, y, radius);
    gradient.addColorStop(0, colourOf(chance, 4, spot));
    gradient.addColorStop(1, 'transparent');
    context.fillStyle = gradient;
    context.fillRect(0, 0, FRAME.width, FRAME.height);
  }
}

function paintStripes(context: Context, chance: Chance): void {
  fill(context, colourOf(chance, 0));
  context.translate(FRAME.width / 2, FRAME.height / 2);
  context.rotate(Math.PI * chance(1));
  const width = 4 + 50 * chance(2);
  for (let stripe = -20; stripe < 20; stripe += 1) {
    context.fillStyle = colourOf(chance, 3, (stripe + 20) % 3);
    context.fillRect(-500, 2 * width * stripe, 1000, width * (0.5 + chance(4)));
  }
}

/** Chequers, bricks or dots. */
function paintTiles(context: Context, chance: Chance): void {
  fill(context, colourOf(chance, 0));
  context.fillStyle = colourOf(chance, 1);
  const size = 16 + 80 * chance(2);
  const kind = Math.floor(3 * chance(3));
  for (let row = 0; row * size < FRAME.height; row += 1)
    for (let column = 0; column * size < FRAME.width; column += 1) {
      const [x, y] = [column * size, row * size];
      context.beginPath();
      if (kind === 0 && (row + column) % 2 === 0) context.rect(x, y, size, size);
      if (kind === 1) context.rect(2 * x + (row % 2) * size, y, 1.9 * size, 0.85 * size);
      if (kind === 2) context.arc(x, y, size / 4, 0, 2 * Math.PI);
      context.fill();
    }
}

/** Thin bent lines one over the other: grass, hair, branches. */
function paintStrokes(context: Context, chance: Chance): void {
  fill(context, colourOf(chance, 0));
  for (let stroke = 0; stroke < 250; stroke += 1) {
    const [x, y] = [FRAME.width * chance(1, stroke), FRAME.height * chance(2, stroke)];
    const [bend, reach] = [120 * (chance(3, stroke) - 0.5), 20 + 180 * chance(4, stroke)];
    context.strokeStyle = colourOf(chance, 5, stroke % 4);
    context.lineWidth = 1 + 7 * chance(6, stroke);
    context.beginPath();
    context.moveTo(x, y);
    context.quadraticCurveTo(x + bend, y - reach / 2, x + bend / 2, y - reach);
    context.stroke();
  }
}
