import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import plain from 'virtual:simd-kernels/plain';
import relaxed from 'virtual:simd-kernels/relaxed';

/** What assembly/kernels.ts exports; described there. Addresses and steps are bytes, `adds` is 0 or 1. */
interface SimdKernels {
  product(
    a: number,
    aRow: number,
    aStep: number,
    b: number,
    c: number,
    cRow: number,
    rows: number,
    columns: number,
    depth: number,
  ): void;
  tilesToSpectrum(
    x: number,
    height: number,
    width: number,
    channels: number,
    top: number,
    left: number,
    tileRows: number,
    tileColumns: number,
    first: number,
    count: number,
    padded: number,
    spectrum: number,
    part: number,
    patch: number,
  ): void;
  filterToSpectrum(
    filter: number,
    tap: number,
    inputStep: number,
    outputStep: number,
    inputs: number,
    outputs: number,
    spectrum: number,
    part: number,
  ): void;
  spectrumToTiles(
    spectrum: number,
    part: number,
    y: number,
    height: number,
    width: number,
    channels: number,
    tileRows: number,
    tileColumns: number,
    first: number,
    count: number,
    bias: number,
    floor: number,
  ): void;
  gradientsToSpectrum(
    dy: number,
    height: number,
    width: number,
    channels: number,
    tileRows: number,
    tileColumns: number,
    first: number,
    count: number,
    spectrum: number,
    part: number,
  ): void;
  spectrumToFilter(spectrum: number, pairs: number, filter: number): void;
  accumulate(from: number, to: number, bytes: number, adds: number): void;
  gatherColumns(
    x: number,
    height: number,
    width: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    filterHeight: number,
    filterWidth: number,
    strideHeight: number,
    strideWidth: number,
    top: number,
    left: number,
    first: number,
    count: number,
    columns: number,
    pitch: number,
  ): void;
  toPanels(from: number, rows: number, columns: number, to: number): void;
  addBias(values: number, y: number, rows: number, columns: number, bias: number, floor: number): void;
  dropPadding(from: number, rows: number, padded: number, columns: number, to: number): void;
  columnSums(x: number, rows: number, channels: number, pivot: number, sums: number, squares: number): void;
  gradientSums(
    x: number,
    dy: number,
    rows: number,
    channels: number,
    mean: number,
    gradients: number,
    products: number,
  ): void;
  normalise(
    x: number,
    y: number,
    rows: number,
    channels: number,
    mean: number,
    scale: number,
    shift: number,
  ): void;
  normaliseGradient(
    x: number,
    dy: number,
    dx: number,
    rows: number,
    channels: number,
    mean: number,
    a: number,
    b: number,
    c: number,
  ): void;
  reluGradient(x: number, dy: number, dx: number, bytes: number): void;
  pool2x2Gradient(x: number, dy: number, dx: number, rows: number, columns: number, channels: number): void;
}

const running = new WeakMap<BackendWasm, { readonly kernels: SimdKernels; readonly isFused: boolean }>();

/**
 * Puts our kernels on the heap of a wasm backend that has started.
 *
 * @param mayFuse false takes those for browsers without relaxed SIMD: tests do
 * @returns whether they use fused multiply-add, which rounds once where the others round twice
 */
export async function startSimdKernels(backend: BackendWasm, mayFuse = true): Promise<boolean> {
  const fused = bytesOf(relaxed);
  const canFuse = mayFuse && WebAssembly.validate(fused);
  const module = await WebAssembly.compile(canFuse ? fused : bytesOf(plain));
  const { exports } = await WebAssembly.instantiate(module, { env: { memory: memoryOf(backend) } });
  // The module's exports are those of assembly/kernels.ts, which the interface repeats.
  running.set(backend, { kernels: exports as unknown as SimdKernels, isFused: canFuse });
  return canFuse;
}

/** The kernels of a backend; only startBackend starts one with them. */
export function simdOf(backend: BackendWasm): SimdKernels {
  return runningOn(backend).kernels;
}

/** Whether they multiply and add in one instruction. */
export function isFused(backend: BackendWasm): boolean {
  return runningOn(backend).isFused;
}

function runningOn(backend: BackendWasm): { readonly kernels: SimdKernels; readonly isFused: boolean } {
  const started = running.get(backend);
  if (!started) throw new Error('The wasm backend was started without our kernels.');
  return started;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0);
}

/** The memory itself, which stays the same when it grows; tfjs' types name only what they use of the module. */
function memoryOf({ wasm }: BackendWasm): WebAssembly.Memory {
  const { memory } = (wasm as unknown as { asm: { memory: unknown } }).asm;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('tfjs-backend-wasm hides its memory.');
  return memory;
}
