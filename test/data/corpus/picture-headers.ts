import { joinBytes } from './tar';

type Bytes = Uint8Array<ArrayBuffer>;

/** What a header must be taken for: its size, or undefined where nothing can be said. */
export interface HeaderCase {
  readonly name: string;
  readonly bytes: Bytes;
  readonly size: readonly [width: number, height: number] | undefined;
  /** Whether a picture of that size is decoded at all. */
  readonly isFair?: boolean;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10);

function view(length: number, write: (view: DataView) => void): Bytes {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return bytes;
}

function png(width: number, height: number, chunk = 'IHDR'): Bytes {
  const start = view(33, (header) => {
    header.setUint32(8, 13);
    header.setUint32(16, width);
    header.setUint32(20, height);
  });
  start.set(SIGNATURE);
  start.set(new TextEncoder().encode(chunk), 12);
  return start;
}

function segment(marker: number, body: Bytes | number[]): Bytes {
  const length = body.length + 2;
  return joinBytes([Uint8Array.of(0xff, marker, length >> 8, length & 255), Uint8Array.from(body)]);
}

function frame(width: number, height: number, marker = 0xc0): Bytes {
  return segment(marker, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]);
}

const jpeg = (...parts: readonly Bytes[]) => joinBytes([Uint8Array.of(0xff, 0xd8), ...parts]);

function webp(type: 'VP8 ' | 'VP8L' | 'VP8X' | 'ALPH', write: (view: DataView) => void): Bytes {
  const bytes = view(40, write);
  bytes.set(new TextEncoder().encode('RIFF'), 0);
  bytes.set(new TextEncoder().encode('WEBP'), 8);
  bytes.set(new TextEncoder().encode(type), 12);
  return bytes;
}

function bmp(width: number, height: number, headerSize = 40): Bytes {
  return view(54, (header) => {
    header.setUint16(0, 0x424d);
    header.setUint32(14, headerSize, true);
    header.setInt32(18, width, true);
    header.setInt32(22, height, true);
  });
}

/** Sizes at the limit: 100 megapixels. */
const SIZES: readonly (readonly [width: number, height: number, isFair: boolean])[] = [
  [1, 1, true],
  [48, 48, true],
  [4096, 1, true],
  [1, 4096, true],
  [65_535, 1, true],
  [10_000, 10_000, true],
  [10_000, 10_001, false],
  [10_001, 10_000, false],
  [65_535, 1525, true],
  [65_535, 1526, false],
  [65_535, 65_535, false],
  [0, 48, false],
  [48, 0, false],
];

export function headerCases(): HeaderCase[] {
  return [...sizes(), ...odd(), ...cut()];
}

function sizes(): HeaderCase[] {
  const vp8x = (width: number, height: number) =>
    webp('VP8X', (header) => {
      header.setUint32(24, width - 1, true);
      header.setUint16(27, (height - 1) & 0xffff, true);
      header.setUint8(29, (height - 1) >> 16);
      header.setUint8(26, (width - 1) >> 16);
    });
  return SIZES.flatMap(([width, height, isFair]) => {
    const size = [width, height] as const;
    const name = `${width} x ${height}`;
    const cases = [
      { name: `PNG ${name}`, bytes: png(width, height), size, isFair },
      { name: `JPEG ${name}`, bytes: jpeg(frame(width, height)), size, isFair },
      { name: `BMP ${name}`, bytes: bmp(width, height), size, isFair },
    ];
    // VP8X holds a side less one: it cannot say zero.
    if (isFair || width * height > 0)
      cases.push({ name: `WebP ${name}`, bytes: vp8x(width, height), size, isFair });
    return cases;
  });
}

function odd(): HeaderCase[] {
  const none = (name: string, bytes: Bytes): HeaderCase => ({ name, bytes, size: undefined });
  const some = (name: string, bytes: Bytes, isFair = true): HeaderCase => ({
    name,
    bytes,
    size: [48, 48],
    isFair,
  });
  const text = (content: string) => new TextEncoder().encode(content.padEnd(64));
  return [
    { name: 'PNG of 20,000 x 20,000', bytes: png(20_000, 20_000), size: [20_000, 20_000], isFair: false },
    {
      name: 'PNG of 4 billion',
      bytes: png(0xffffffff, 0xffffffff),
      size: [0xffffffff, 0xffffffff],
      isFair: false,
    },
    none('PNG whose first chunk is a text', png(48, 48, 'tEXt')),
    none('PNG whose first chunk is zTXt', png(48, 48, 'zTXt')),
    none('PNG made for iPhones', png(48, 48, 'CgBI')),
    some('JPEG, progressive', jpeg(frame(48, 48, 0xc2))),
    some('JPEG, lossless', jpeg(frame(48, 48, 0xc3))),
    some('JPEG, arithmetic', jpeg(frame(48, 48, 0xc9))),
    some('JPEG behind EXIF', jpeg(segment(0xe1, [0x45, 0x78, 0x69, 0x66]), frame(48, 48))),
    some('JPEG behind 60 KB of a profile', jpeg(segment(0xe2, new Uint8Array(60_000)), frame(48, 48))),
    some(
      'JPEG behind a hundred comments',
      jpeg(...Array.from({ length: 100 }, () => segment(0xfe, [1, 2])), frame(48, 48)),
    ),
    some('JPEG with fill bytes', jpeg(Uint8Array.of(0xff, 0xff, 0xff), frame(48, 48))),
    some('JPEG behind a marker that stands alone', jpeg(Uint8Array.of(0xff, 0x01), frame(48, 48))),
    some(
      'JPEG behind tables',
      jpeg(segment(0xdb, new Uint8Array(65)), segment(0xc4, new Uint8Array(30)), frame(48, 48)),
    ),
    none('JPEG without a frame', jpeg(segment(0xe0, [1, 2, 3]))),
    none('JPEG whose segment has no length', jpeg(Uint8Array.of(0xff, 0xe0, 0, 0))),
    none(
      'JPEG whose segment reaches beyond the end',
      jpeg(Uint8Array.of(0xff, 0xe0, 0xff, 0xff, 1, 2, 3, 4, 5, 6, 7)),
    ),
    none('JPEG of noise', jpeg(Uint8Array.from({ length: 64 }, (_, at) => (at * 37) % 255))),
    none('JPEG of fill bytes', jpeg(new Uint8Array(5000).fill(0xff))),
    none(
      'WebP with an unknown chunk',
      webp('ALPH', () => undefined),
    ),
    none('RIFF of sound', text('RIFF    WAVEfmt ')),
    none('BMP of OS/2', bmp(48, 48, 12)),
    { name: 'BMP from the top', bytes: bmp(48, -48), size: [48, 48], isFair: true },
    { name: 'BMP of a negative width', bytes: bmp(-48, 48), size: [-48, 48], isFair: false },
    none('GIF', text('GIF89a')),
    none('SVG', text('<svg xmlns="http://www.w3.org/2000/svg"/>')),
    none('TIFF', text('II*\0')),
    none('AVIF', text('\0\0\0 ftypavif')),
    none('HEIC', text('\0\0\0 ftypheic')),
    none('JPEG XL', Uint8Array.of(0xff, 0x0a, 0, 0)),
    none('a text', text('this is no picture')),
    none('zeros', new Uint8Array(64)),
    none('nothing', new Uint8Array()),
  ];
}

function cut(): HeaderCase[] {
  const whole: readonly (readonly [string, Bytes, readonly number[]])[] = [
    ['PNG', png(48, 48), [1, 4, 8, 16, 23]],
    ['JPEG', jpeg(frame(48, 48)), [1, 2, 3, 4, 6, 10]],
    ['WebP', webp('VP8X', () => undefined), [4, 12, 16, 29]],
    ['BMP', bmp(48, 48), [1, 2, 14, 25]],
  ];
  return whole.flatMap(([name, bytes, lengths]) =>
    lengths.map((length) => ({
      name: `${name} cut after ${length} bytes`,
      bytes: bytes.slice(0, length),
      size: undefined,
    })),
  );
}
