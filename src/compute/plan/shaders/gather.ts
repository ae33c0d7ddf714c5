import { float } from '../../wgsl-number';
import { kernel, type Kernel, type PlanTensor } from '../kernel';
import type { FeatureShape } from '../known-layers';

/** How pixels become input; as in data/model-input.ts. */
export type GatherScaling =
  { readonly kind: 'raw' | 'unit' } | { readonly kind: 'standardise'; readonly leastStd: number };

/** What happens to one picture on its way into a batch. */
export interface PictureChange {
  readonly position: number; // among the stored pictures
  /** Where an output pixel comes from, about the centre: (xx x + xy y, yx x + yy y), once it is moved back. */
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly shiftX: number; // px
  readonly shiftY: number; // px
  /** Where it looks outside: the edge pixels drawn out, else the picture reflected. */
  readonly isEdgeDrawnOut: boolean;
  readonly isBlurred: boolean; // over 3 x 3 pixels
  readonly brightness: number;
  readonly contrast: number;
  readonly gamma: number; // 1: none
  readonly shadeX: number; // grey levels at the last column, their negative at the first
  readonly shadeY: number;
  readonly darkX: number; // half the share of light missing at the last column; negative: at the first
  readonly darkY: number;
  readonly noise: number; // what grain is multiplied by
  readonly grainKey: number; // 24 bits
  /** Set to 0 after scaling. */
  readonly erased?: { top: number; left: number; rows: number; columns: number } | undefined;
}

/** Numbers of one change on the GPU, float32: positions stay exact up to 2^24. */
export const CHANGE_NUMBERS = 22;

export function writeChange(change: PictureChange, out: Float32Array, place: number): void {
  const { top, left, rows, columns } = change.erased ?? { top: 0, left: 0, rows: 0, columns: 0 };
  out.set(
    [
      change.position,
      change.xx,
      change.xy,
      change.yx,
      change.yy,
      change.shiftX,
      change.shiftY,
      change.brightness,
      change.contrast,
      top,
      left,
      top + rows,
      left + columns,
      change.gamma,
      change.shadeX,
      change.shadeY,
      change.noise,
      change.grainKey,
      Number(change.isEdgeDrawnOut),
      Number(change.isBlurred),
      change.darkX,
      change.darkY,
    ],
    place * CHANGE_NUMBERS,
  );
}

const TEAM = 64;

/**
 * Makes a batch of stored pictures: warp, blur, light, scaling and erasing, as data/augment.ts has them, with the changes
 * drawn there. One group works on one picture; an invocation always returns to its own pixels.
 */
export function gather(
  { batch, shape, scaling }: { batch: number; shape: FeatureShape; scaling: GatherScaling },
  tensors: { pictures: PlanTensor; changes: PlanTensor; input: PlanTensor },
): Kernel {
  const [height, width, channels] = shape;
  const size = height * width * channels;
  const [lastX, lastY] = [width - 1, height - 1];
  const finish = {
    raw: '',
    unit: `mean = 0.0; factor = ${float(1 / 255)};`,
    standardise: `
  var own = 0.0;
  for (var at = lane; at < ${size}u; at += ${TEAM}u) { own += input[start + at]; }
  mean = added(own, lane) / ${size}.0;
  own = 0.0;
  for (var at = lane; at < ${size}u; at += ${TEAM}u) { let d = input[start + at] - mean; own += d * d; }
  factor = 1.0 / max(sqrt(added(own, lane) / ${size}.0), ${float(scaling.kind === 'standardise' ? scaling.leastStd : 1)});`,
  }[scaling.kind];
  return kernel({
    label: 'gather',
    reads: {
      pictures: { tensor: tensors.pictures, type: 'u32' },
      changes: { tensor: tensors.changes, type: 'f32' },
    },
    writes: { input: { tensor: tensors.input, type: 'f32' } },
    declarations: `
var<workgroup> team : array<f32, ${TEAM}>;
var<workgroup> total : f32;
fn added(own : f32, lane : u32) -> f32 {
  team[lane] = own;
  workgroupBarrier();
  if (lane == 0u) {
    var all = 0.0;
    for (var other = 0u; other < ${TEAM}u; other++) { all += team[other]; }
    total = all;
  }
  return workgroupUniformLoad(&total);
}
fn pixel(at : u32) -> f32 { return f32((pictures[at >> 2u] >> ((at & 3u) * 8u)) & 255u); }
fn grain(key : u32, element : u32) -> f32 {
  var hash = key ^ (element * 0x9e3779b9u);
  hash = (hash ^ (hash >> 16u)) * 0x7feb352du;
  hash = (hash ^ (hash >> 15u)) * 0x846ca68bu;
  hash ^= hash >> 16u;
  return f32((hash & 255u) + ((hash >> 8u) & 255u) + ((hash >> 16u) & 255u) + (hash >> 24u)) - 510.0;
}
fn reflect_(coordinate : f32, last : f32) -> f32 {
  let inPeriod = abs(coordinate) % max(2.0 * last, 1.0);
  return clamp(select(inPeriod, 2.0 * last - inPeriod, inPeriod > last), 0.0, last);
}
fn inside(coordinate : f32, last : f32, isEdgeDrawnOut : bool) -> f32 {
  if (isEdgeDrawnOut) { return clamp(coordinate, 0.0, last); }
  return reflect_(coordinate, last);
}
// The warped picture at one of its pixels.
fn warped(place : vec2f, channel : u32, picture : u32, change : u32) -> f32 {
  let rowX = vec2f(changes[change + 1u], changes[change + 2u]);
  let rowY = vec2f(changes[change + 3u], changes[change + 4u]);
  let isEdgeDrawnOut = changes[change + 18u] != 0.0;
  let x = place.x - ${float(lastX / 2)} - changes[change + 5u];
  let y = place.y - ${float(lastY / 2)} - changes[change + 6u];
  let sourceX = inside(${float(lastX / 2)} + (rowX.x * x + rowX.y * y), ${float(lastX)}, isEdgeDrawnOut);
  let sourceY = inside(${float(lastY / 2)} + rowY.y * y + rowY.x * x, ${float(lastY)}, isEdgeDrawnOut);
  let left = u32(sourceX);
  let top = u32(sourceY);
  let right = min(left + 1u, ${lastX}u);
  let bottom = min(top + 1u, ${lastY}u);
  let share = vec2f(sourceX - f32(left), sourceY - f32(top));
  let upperRow = picture + top * ${width * channels}u + channel;
  let lowerRow = picture + bottom * ${width * channels}u + channel;
  let upper = mix(pixel(upperRow + left * ${channels}u), pixel(upperRow + right * ${channels}u), share.x);
  let lower = mix(pixel(lowerRow + left * ${channels}u), pixel(lowerRow + right * ${channels}u), share.x);
  return mix(upper, lower, share.y);
}
// And blurred, as data/blur.ts does it.
fn blurred(place : vec2f, channel : u32, picture : u32, change : u32) -> f32 {
  var total = 0.0;
  for (var row = -1; row <= 1; row++) {
    for (var column = -1; column <= 1; column++) {
      let at = clamp(place + vec2f(f32(column), f32(row)), vec2f(0), vec2f(${float(lastX)}, ${float(lastY)}));
      total += f32((2 - abs(row)) * (2 - abs(column))) * warped(at, channel, picture, change);
    }
  }
  return total / 16.0;
}`,
    body: `
  if (group >= ${batch}u) { return; }
  let change = group * ${CHANGE_NUMBERS}u;
  let picture = u32(changes[change]) * ${size}u;
  let start = group * ${size}u;
  let gamma = changes[change + 13u];
  let shade = vec2f(changes[change + 14u], changes[change + 15u]);
  let noise = changes[change + 16u];
  let grainKey = u32(changes[change + 17u]);
  let isBlurred = changes[change + 19u] != 0.0;
  let dark = vec2f(changes[change + 20u], changes[change + 21u]);
  var lit = 0.0;
  for (var at = lane; at < ${size}u; at += ${TEAM}u) {
    let channel = at % ${channels}u;
    let place = vec2f(f32(at / ${channels}u % ${width}u), f32(at / ${width * channels}u));
    var value : f32;
    if (isBlurred) { value = blurred(place, channel, picture, change); }
    else { value = warped(place, channel, picture, change); }
    // Without a change not a bit is to change.
    if (gamma != 1.0) { value = 255.0 * select(0.0, pow(value / 255.0, gamma), value > 0.0); }
    let across = (2.0 * place - vec2f(${float(lastX)}, ${float(lastY)}))
      / vec2f(${float(Math.max(1, lastX))}, ${float(Math.max(1, lastY))});
    value = value * (1.0 - abs(dark.x) - abs(dark.y) - dot(dark, across)) + dot(shade, across);
    input[start + at] = value;
    lit += value;
  }
  let brightness = changes[change + 7u];
  let contrast = changes[change + 8u];
  let offset = brightness * added(lit, lane) / ${size}.0 * (1.0 - contrast);
  for (var at = lane; at < ${size}u; at += ${TEAM}u) {
    let lit = input[start + at] * (brightness * contrast) + offset;
    input[start + at] = clamp(lit + noise * grain(grainKey, at), 0.0, 255.0);
  }
  var mean = 0.0;
  var factor = 1.0;
  ${finish}
  for (var at = lane; at < ${size}u; at += ${TEAM}u) {
    let row = f32(at / ${width * channels}u);
    let column = f32(at / ${channels}u % ${width}u);
    let isErased = (row >= changes[change + 9u]) & (row < changes[change + 11u])
      & (column >= changes[change + 10u]) & (column < changes[change + 12u]);
    input[start + at] = select((input[start + at] - mean) * factor, 0.0, isErased);
  }`,
    groups: batch,
    workgroup: TEAM,
  });
}
