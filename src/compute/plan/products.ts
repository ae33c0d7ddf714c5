import type { AdapterTraits } from './adapter-traits';
import type { Kernel, PlanTensor } from './kernel';
import type { Linear } from './known-layers';
import { convolve, convolveBack, type ForwardTensors } from './shaders/convolution';
import { addParts } from './shaders/add-parts';
import { filterElements, filterGradient, type Slices, slicesFor } from './shaders/filter-gradient';
import {
  convolveBackQuads,
  convolveQuads,
  filterGradientQuads,
  fitsQuadGradient,
  fitsQuads,
  quadGradientInvocations,
  type QuadTile,
} from './shaders/quad-convolution';
import {
  convolveBackTiled,
  convolveTiled,
  filterGradientTiled,
  fitsTiledGradient,
  fitsTiles,
  type GroupTile,
  sidesOf,
  tiledGradientInvocations,
} from './shaders/tiled-convolution';

/** The three matrix products of a linear layer. */
export type ProductKind = 'forward' | 'input gradient' | 'filter gradient';

interface InputGradientTensors {
  readonly dy: PlanTensor;
  readonly filter: PlanTensor;
  readonly dx: PlanTensor;
}

interface FilterGradientTensors {
  readonly x: PlanTensor;
  readonly dy: PlanTensor;
  readonly partials: PlanTensor;
}

/** One way to work a product out. All ways of one product give the same numbers up to rounding. */
interface Way<Tensors> {
  readonly name: string;
  kernels(tensors: Tensors): readonly Kernel[];
}

interface FilterGradientWay extends Way<FilterGradientTensors> {
  readonly slices: number;
}

/** What was chosen: names of ways by productKey. */
export type Tuning = Readonly<Record<string, string>>;

export function productKey(kind: ProductKind, linear: Linear, batch: number): string {
  const { input, output, filterHeight, filterWidth, stride } = linear;
  return `${kind} ${batch}x${input.join('x')} ${filterHeight}x${filterWidth}/${stride} ${output.join('x')}`;
}

/** The way that was chosen, else the first. */
export function chosen<W extends { readonly name: string }>(
  ways: readonly W[],
  key: string,
  tuning: Tuning,
): W {
  return ways.find(({ name }) => name === tuning[key]) ?? (ways[0] as W); // there is always one
}

const TILES: readonly GroupTile[] = [
  { lanesDown: 8, rows: 8, vectors: 2 },
  { lanesDown: 16, rows: 8, vectors: 2 },
  { lanesDown: 8, rows: 8, vectors: 1 },
  { lanesDown: 8, rows: 4, vectors: 1 },
];
// Large tiles load less; eight pixels waste less where there are few.
const QUAD_TILES: readonly QuadTile[] = [12, 16, 8].flatMap((pixels) => [
  { pixels, vectors: 2 },
  { pixels, vectors: 1 },
]);
const BUSY_INVOCATIONS = { software: 1 << 8, real: 1 << 15 };
const BUSY_GROUPS = 256; // fewer leave most of a large GPU idle

function tileName(tile: GroupTile): string {
  const { down, across } = sidesOf(tile);
  return `tiled ${down}x${across}`;
}

function tilesFor({ invocations }: AdapterTraits): GroupTile[] {
  return TILES.filter((tile) => sidesOf(tile).workgroup <= invocations);
}

/** Those that fit, the least wasteful first. */
function quadsFor(traits: AdapterTraits, pixels: number, written: number, read: number): QuadTile[] {
  if (!traits.hasQuads || pixels < 4) return [];
  const waste = (tile: QuadTile) => {
    const results = Math.ceil(pixels / tile.pixels) * tile.pixels;
    // What is loaded for one term, per result.
    return results * (1 / tile.pixels + 1 / (16 * tile.vectors) + 0.1);
  };
  return QUAD_TILES.filter((tile) => fitsQuads(written, read, tile)).toSorted((a, b) => waste(a) - waste(b));
}

/** Barriers are dear on software adapters; a GPU gets quads only where trying showed that they are faster. */
function inOrder<W>(
  traits: AdapterTraits,
  { registers, quads, tiled }: { registers: W; quads: readonly W[]; tiled: readonly W[] },
): readonly W[] {
  return traits.isSoftware ? [...quads, registers] : [...tiled, registers, ...quads];
}

export function forwardWays(
  linear: Linear,
  batch: number,
  traits: AdapterTraits,
): readonly Way<ForwardTensors>[] {
  const pixels = batch * linear.output[0] * linear.output[1];
  const [inputs, outputs] = [linear.input[2], linear.output[2]];
  const tiled = tilesFor(traits)
    .filter((tile) => fitsTiles(outputs, inputs, tile))
    .flatMap((tile) => {
      const { down, across } = sidesOf(tile);
      const groups = Math.ceil(pixels / down) * (outputs / across);
      return [partsFor(groups, inputs / 16), 1].map((parts) =>
        inParts(tileName(tile), linear, pixels, parts, (tensors) =>
          convolveTiled(linear, batch, tensors, tile, parts),
        ),
      );
    });
  return inOrder(traits, {
    registers: inParts('registers', linear, pixels, 1, (tensors) => convolve(linear, batch, tensors)),
    quads: quadsFor(traits, pixels, outputs, inputs).map((tile) => ({
      name: `quads ${tile.pixels}x${16 * tile.vectors}`,
      kernels: (tensors) => [convolveQuads(linear, batch, tensors, tile)],
    })),
    tiled,
  });
}

/** Into how many parts a product's terms are cut where there are few groups: each part a whole number of `units`. */
function partsFor(groups: number, units: number): number {
  const wanted = Math.min(32, Math.ceil(BUSY_GROUPS / groups));
  let parts = 1;
  while (parts * 2 <= wanted && units % (parts * 2) === 0) parts *= 2;
  return parts;
}

/** A forward product, perhaps in parts that are added up in a fixed order afterwards. */
function inParts(
  name: string,
  linear: Linear,
  pixels: number,
  parts: number,
  product: (tensors: ForwardTensors) => Kernel,
): Way<ForwardTensors> {
  if (parts === 1) return { name, kernels: (tensors) => [product(tensors)] };
  const elements = pixels * linear.output[2];
  return {
    name: `${name} in ${parts}`,
    kernels: ({ x, filter, ...after }) => {
      const sums: PlanTensor = {
        label: `${linear.name} parts`,
        elements: parts * elements,
        lifetime: 'passing',
      };
      return [
        product({ x, filter, y: sums }),
        addParts(linear.name, { sums, ...after }, { parts, elements, channels: linear.output[2] }),
      ];
    },
  };
}

export function inputGradientWays(
  linear: Linear,
  batch: number,
  traits: AdapterTraits,
): readonly Way<InputGradientTensors>[] {
  const pixels = batch * linear.input[0] * linear.input[1];
  const [inputs, outputs] = [linear.input[2], linear.output[2]];
  return inOrder(traits, {
    registers: { name: 'registers', kernels: (tensors) => [convolveBack(linear, batch, tensors)] },
    quads: quadsFor(traits, pixels, inputs, outputs).map((tile) => ({
      name: `quads ${tile.pixels}x${16 * tile.vectors}`,
      kernels: (tensors) => [convolveBackQuads(linear, batch, tensors, tile)],
    })),
    tiled: tilesFor(traits)
      .filter((tile) => linear.stride === 1 && fitsTiles(inputs, outputs, tile))
      .map((tile) => ({
        name: tileName(tile),
        kernels: (tensors) => [convolveBackTiled(linear, batch, tensors, tile)],
      })),
  });
}

export function filterGradientWays(
  linear: Linear,
  batch: number,
  traits: AdapterTraits,
): readonly FilterGradientWay[] {
  const busy = traits.isSoftware ? BUSY_INVOCATIONS.software : BUSY_INVOCATIONS.real;
  const way = (
    name: string,
    invocations: number | undefined,
    product: (tensors: FilterGradientTensors, slices: Slices) => Kernel,
  ): FilterGradientWay => {
    const slices = slicesFor(linear, batch, invocations, busy);
    return { name, slices: slices.count, kernels: (tensors) => [product(tensors, slices)] };
  };
  const quadVectors = [2, 1].filter((vectors) => traits.hasQuads && fitsQuadGradient(linear, vectors));
  return inOrder(traits, {
    registers: way('registers', undefined, (tensors, slices) =>
      filterGradient(linear, batch, tensors, slices),
    ),
    quads: quadVectors.map((vectors) =>
      way(`quads 16x${16 * vectors}`, quadGradientInvocations(linear, vectors), (tensors, slices) =>
        filterGradientQuads(linear, batch, tensors, { vectors, slices }),
      ),
    ),
    tiled: tilesFor(traits)
      .filter((tile) => fitsTiledGradient(linear, tile))
      .map((tile) =>
        way(tileName(tile), tiledGradientInvocations(linear, tile), (tensors, slices) =>
          filterGradientTiled(linear, batch, tensors, { tile, slices }),
        ),
      ),
  });
}

export function partialElements(linear: Linear, { slices }: FilterGradientWay): number {
  return slices * filterElements(linear);
}
