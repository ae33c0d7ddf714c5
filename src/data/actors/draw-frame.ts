import type { CropSquare, Point, RgbaPicture } from '../../shared/geometry';
import type { Expression } from '../../shared/labels';
import { easel } from './easel';
import { drawPerson, type LightDirection } from './head';
import { shade, type ActorLook } from './look';
import { sinCos, type Placement } from './paths';
import { poseOf } from './pose';
import { cover, develop, newCanvas, paint, paintGlow, soften, type Canvas } from './raster';

/** One actor in a frame. The crop square is where a FER2013 crop of this face would be: the truth a detector can be held to. */
export interface PlayedFace extends CropSquare {
  readonly actor: ActorLook;
  readonly expression: Expression;
  /** Which of its one or two ways of playing it, 0..1; 0 is the plainest. */
  readonly way?: number;
  /** 0 at rest .. 1 full; a little above 1 is overplayed. */
  readonly intensity?: number;
  /** Where the eyes look, in shares of the crop's side; (0, 0) is straight ahead. */
  readonly gaze?: Point;
}

export interface Light {
  readonly direction: LightDirection;
  readonly level: number; // factor, 1 is well lit
  readonly contrast: number; // factor about mid-grey
  readonly noise: number; // 0..255: largest error of a pixel; its standard deviation is .41 of that
}

const STUDIO_LIGHT: Light = { direction: { x: -0.35, y: -0.3 }, level: 1, contrast: 1, noise: 5 };

export interface FrameOptions {
  readonly width: number; // px
  readonly height: number; // px
  readonly faces: readonly PlayedFace[]; // the first is farthest away
  readonly light?: Light;
  readonly noiseSeed: number;
}

/** What a camera would see. The same bytes on every machine, browser and thread. */
export function drawFrame({
  width,
  height,
  faces,
  light = STUDIO_LIGHT,
  noiseSeed,
}: FrameOptions): RgbaPicture {
  const canvas = newCanvas(width, height);
  drawBackdrop(canvas, faces[0]?.actor, light);
  for (const face of faces) drawFace(canvas, face, light);
  soften(canvas);
  return develop(canvas, { level: light.level, contrast: light.contrast, noise: light.noise, noiseSeed });
}

function drawFace(canvas: Canvas, face: PlayedFace, light: Light): void {
  const head = easel(canvas, placementOf(face.centre, face.side, face.roll));
  const body = easel(canvas, placementOf(face.centre, face.side, 0.15 * face.roll));
  drawPerson(head, body, {
    look: face.actor,
    pose: poseOf(face.expression, face.way, face.intensity),
    gaze: face.gaze ?? { x: 0, y: 0 },
    light: light.direction,
  });
}

// FER2013's crops are a little wider than eyes at .315 and .685 alone ask for: 1.05 times, measured with the detector that
// frames live faces (src/faces/alignment.ts). Actors are drawn that much smaller, so both framings agree on them too.
const FRAMING = 1 / 1.05;

/** Face units (middle line at x = 0, crop from y = 0 to 1) to px. */
function placementOf(centre: Point, side: number, roll: number): Placement {
  const { sin, cos } = sinCos(roll);
  const a = FRAMING * side * cos;
  const b = FRAMING * side * sin;
  return { a, b, c: -b, d: a, e: centre.x + 0.5 * b, f: centre.y - 0.5 * a };
}

function drawBackdrop(canvas: Canvas, actor: ActorLook | undefined, light: Light): void {
  const { width, height } = canvas;
  const upright: Placement = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };
  const colour = actor?.backdrop ?? [190, 196, 200];
  const corners = [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ];
  paint(canvas, cover(canvas, corners, upright), shade(colour, 0.86));
  const centre = { x: width * (0.5 + 0.4 * light.direction.x), y: height * 0.3 };
  paintGlow(
    canvas,
    { centre, radiusX: 0.9 * width, radiusY: 1.1 * height },
    upright,
    shade(colour, 1.12),
    0.9,
  );
}
