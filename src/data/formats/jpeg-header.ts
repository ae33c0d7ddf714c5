import { HuffmanTable, LARGEST_NUMBER } from './jpeg-huffman';

/** One of the parts that a JPEG's colours are made of. */
export interface Component {
  readonly id: number;
  readonly across: number; // blocks of it in one unit, beside each other
  readonly down: number;
  readonly quantiser: number;
}

/** A component with what its coefficients are coded by. */
export interface CodedComponent extends Component {
  readonly first: HuffmanTable;
  readonly rest: HuffmanTable;
}

export interface JpegHeader {
  readonly width: number; // px
  readonly height: number; // px
  /** Of what is grey or Y, then of the two of colour, if any. */
  readonly components: readonly CodedComponent[];
  readonly quantisers: Int32Array; // [64] of the first component, in the order of the file
  readonly start: number; // of the coded bytes
}

const [SOF0, DHT, SOI, SOS, DQT, APP0, APP2, COM] = [0xc0, 0xc4, 0xd8, 0xda, 0xdb, 0xe0, 0xe2, 0xfe];
const JFIF = 'JFIF\0';
const PROFILE = 'ICC_PROFILE\0'; // of colours; levels are taken as they are
const USUAL_SAMPLING: ReadonlySet<number> = new Set([0x11, 0x12, 0x21, 0x22]);

// Filled again for every file that begins in another way: making them takes longer than decoding a small picture. By
// number; of tables 16 and more are those for all coefficients but the first.
const QUANTISERS = Array.from({ length: 4 }, () => new Int32Array(64));
const TABLES = new Map([0, 1, 16, 17].map((kind) => [kind, new HuffmanTable()]));

/** What the segments before the picture have said so far. */
interface Segments {
  isJfif: boolean;
  frame?: Omit<JpegHeader, 'components' | 'quantisers' | 'start'> & { readonly components: Component[] };
  readonly given: Set<Int32Array | HuffmanTable>;
}

const LONGEST_KEPT = 64 * 1024; // bytes

// The pictures of one dataset mostly begin with the same bytes, up to those that are coded.
let latest: { readonly bytes: Uint8Array; readonly header: JpegHeader } | undefined;

/**
 * Reads a JPEG up to its coded bytes: baseline, one scan, grey or JFIF's YCbCr.
 *
 * @returns undefined for any other, and where a segment is damaged or could change what the levels mean
 */
export function readJpegHeader(file: Uint8Array): JpegHeader | undefined {
  if (latest && beginsWith(file, latest.bytes)) return latest.header;
  latest = undefined; // its tables are filled again
  const header = readSegments(file);
  if (header && header.start <= LONGEST_KEPT) latest = { bytes: file.slice(0, header.start), header };
  return header;
}

function readSegments(file: Uint8Array): JpegHeader | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 4 || view.getUint16(0) !== 0xff00 + SOI) return undefined;
  const segments: Segments = { isJfif: false, given: new Set() };
  let at = 2;
  while (at + 4 <= file.length && file[at] === 0xff) {
    const end = at + 2 + view.getUint16(at + 2);
    if (end > file.length) return undefined;
    const body = file.subarray(at + 4, end);
    if (file[at + 1] === SOS) return headerOf(segments, body, end);
    if (!take(segments, file[at + 1] as number, body)) return undefined;
    at = end;
  }
  return undefined;
}

function beginsWith(file: Uint8Array, start: Uint8Array): boolean {
  if (file.length < start.length) return false;
  for (let at = 0; at < start.length; at += 1) if (file[at] !== start[at]) return false;
  return true;
}

function take(segments: Segments, marker: number, body: Uint8Array): boolean {
  if (marker === DQT) return takeQuantisers(body, segments.given);
  if (marker === DHT) return takeTables(body, segments.given);
  if (marker === APP0) segments.isJfif ||= isNamed(body, JFIF);
  if (marker === APP2) return isNamed(body, PROFILE);
  if (marker !== SOF0) return marker === APP0 || marker === COM;
  const frame = segments.frame ? undefined : frameOf(body);
  if (frame) segments.frame = frame;
  return frame !== undefined;
}

function isNamed(body: Uint8Array, name: string): boolean {
  return [...name].every((letter, at) => body[at] === letter.charCodeAt(0));
}

function takeQuantisers(body: Uint8Array, given: Segments['given']): boolean {
  let at = 0;
  for (; at + 65 <= body.length; at += 65) {
    const quantisers = QUANTISERS[body[at] as number]; // its upper half is 0 where each is a byte
    if (!quantisers) return false;
    for (let place = 0; place < 64; place += 1) quantisers[place] = body[at + 1 + place] as number;
    given.add(quantisers);
  }
  return at === body.length;
}

function takeTables(body: Uint8Array, given: Segments['given']): boolean {
  let at = 0;
  while (at + 17 <= body.length) {
    const kind = body[at] as number;
    const table = TABLES.get(kind);
    const end = table?.fill(body, at + 1, kind < 16 ? LARGEST_NUMBER + 1 : 255);
    if (!table || end === undefined) return false;
    given.add(table);
    at = end;
  }
  return at === body.length;
}

/** Grey, or Y with two components of colour that have one block in a unit. */
function frameOf(body: Uint8Array): Segments['frame'] {
  const count = body[5];
  if ((count !== 1 && count !== 3) || body.length !== 6 + 3 * count || body[0] !== 8) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const [height, width] = [view.getUint16(1), view.getUint16(3)];
  if (width === 0 || height === 0) return undefined;
  const components: Component[] = [];
  for (let at = 6; at < body.length; at += 3) {
    const [sampling, quantiser] = [view.getUint8(at + 1), view.getUint8(at + 2)];
    const isUsual = at === 6 ? USUAL_SAMPLING.has(sampling) : sampling === 0x11;
    if (!isUsual) return undefined;
    // A picture of one component has no units: its blocks follow each other.
    const [across, down] = count === 1 ? [1, 1] : [sampling >> 4, sampling & 15];
    components.push({ id: view.getUint8(at), across, down, quantiser });
  }
  return { width, height, components };
}

/** @param scan the body of the segment before the coded bytes: all components, each with its two tables */
function headerOf(
  { frame, isJfif, given }: Segments,
  scan: Uint8Array,
  start: number,
): JpegHeader | undefined {
  const count = frame?.components.length ?? 0;
  if (!frame || scan[0] !== count || scan.length !== 4 + 2 * count || (count > 1 && !isJfif))
    return undefined;
  if (scan[1 + 2 * count] !== 0 || scan[2 + 2 * count] !== 63 || scan[3 + 2 * count] !== 0) return undefined;
  const components: CodedComponent[] = [];
  for (const { id, across, down, quantiser } of frame.components) {
    const at = 1 + 2 * components.length;
    const choice = scan[at + 1] as number;
    const first = TABLES.get(choice >> 4);
    const rest = TABLES.get(16 + (choice & 15));
    if (scan[at] !== id || !first || !rest || !given.has(first) || !given.has(rest)) return undefined;
    components.push({ id, across, down, quantiser, first, rest });
  }
  const ofLuma = QUANTISERS[frame.components[0]?.quantiser ?? 0];
  if (!ofLuma || !given.has(ofLuma)) return undefined;
  return { width: frame.width, height: frame.height, components, quantisers: ofLuma, start };
}
