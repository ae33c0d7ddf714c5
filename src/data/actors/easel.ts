import type { Path, Placement } from './paths';
import { cover, paint as paintOver, paintGlow, type Canvas, type Colour, type Coverage } from './raster';

/** A canvas seen in a face's own units: x from its middle line, y as in the crop square, its side being 1. */
export interface Easel {
  /** Fills an outline and returns where it is, to clip by. */
  paint(path: Path, colour: Colour, opacity?: number, clip?: Coverage): Coverage;
  /** Where an outline is, without painting it. */
  mask(path: Path): Coverage;
  /** A soft spot. */
  glow(
    x: number,
    y: number,
    radiusX: number,
    radiusY: number,
    colour: Colour,
    opacity: number,
    clip?: Coverage,
  ): void;
}

export function easel(canvas: Canvas, placement: Placement): Easel {
  const mask = (path: Path) => cover(canvas, path, placement);
  return {
    mask,
    paint: (path, colour, opacity, clip) => {
      const covered = mask(path);
      paintOver(canvas, covered, colour, opacity, clip);
      return covered;
    },
    glow: (x, y, radiusX, radiusY, colour, opacity, clip) =>
      paintGlow(canvas, { centre: { x, y }, radiusX, radiusY }, placement, colour, opacity, clip),
  };
}
