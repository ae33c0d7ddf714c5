/** An axis-aligned box in px of its frame, origin top left. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rotated square in px of its frame: the part of a picture that becomes model input. */
export interface CropSquare {
  readonly centre: Point;
  readonly side: number; // px
  readonly roll: number; // radians, clockwise on screen
}

/** Pixels of a picture, RGBA, 8 bits, row by row: the shape of ImageData without the class. */
export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** 0 for boxes apart, 1 for the same box. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}
