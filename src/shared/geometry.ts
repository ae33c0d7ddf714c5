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
