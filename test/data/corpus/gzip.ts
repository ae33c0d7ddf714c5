import { deflateRawSync, gzipSync } from 'node:zlib';
import { type Case, type Outcome, refused, single, THIRTY } from './case';
import { GOOD_CSV } from './csv';
import { GOOD_TAR, joinBytes, tarFile } from './tar';

type Bytes = Uint8Array<ArrayBuffer>;
const GOOD = new Uint8Array(gzipSync(GOOD_TAR));
const BAD = refused('data/bad-archive', { name: 'given' });

function gzip(name: string, bytes: () => Bytes, expected: Outcome): Case {
  return { name: `gzip: ${name}`, source: () => single(bytes()), expected };
}

function changed(at: number, value: number): Bytes {
  const bytes = GOOD.slice();
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = ((bytes[place] ?? 0) + value) % 256;
  return bytes;
}

/** With the flags of RFC 1952 and what they promise behind the header. */
function headed(flags: number, fields: readonly number[]): Bytes {
  const header = Uint8Array.of(0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3);
  return joinBytes([header, Uint8Array.from(fields), GOOD.slice(10)]);
}

const packed = (bytes: Bytes) => new Uint8Array(gzipSync(bytes));

export function gzipCases(): Case[] {
  const half = Math.floor(GOOD_TAR.length / 2);
  return [
    gzip('a sound one', () => GOOD, THIRTY),
    gzip(
      'of two members',
      () => joinBytes([packed(GOOD_TAR.slice(0, half)), packed(GOOD_TAR.slice(half))]),
      THIRTY,
    ),
    gzip(
      'of many members',
      () =>
        joinBytes(
          Array.from({ length: 20 }, (_, part) =>
            packed(GOOD_TAR.slice((part * GOOD_TAR.length) / 20, ((part + 1) * GOOD_TAR.length) / 20)),
          ),
        ),
      THIRTY,
    ),
    gzip('an empty member before', () => joinBytes([packed(new Uint8Array()), GOOD]), THIRTY),
    gzip('an empty member behind', () => joinBytes([GOOD, packed(new Uint8Array())]), THIRTY),
    gzip('zeros behind', () => joinBytes([GOOD, new Uint8Array(512)]), THIRTY),
    gzip('one zero behind', () => joinBytes([GOOD, new Uint8Array(1)]), THIRTY),
    gzip('junk behind', () => joinBytes([GOOD, new TextEncoder().encode('junk')]), BAD),
    gzip('half a member behind', () => joinBytes([GOOD, GOOD.slice(0, 40)]), BAD),
    gzip('with a name', () => headed(8, [0x61, 0]), THIRTY),
    gzip('with a comment', () => headed(16, [0x61, 0]), THIRTY),
    gzip('with extras', () => headed(4, [2, 0, 1, 2]), THIRTY),
    gzip('with everything', () => headed(28, [2, 0, 1, 2, 0x61, 0, 0x62, 0]), THIRTY),
    gzip('marked as text', () => headed(1, []), THIRTY),
    gzip(
      'with a name of 100 KB',
      () => headed(8, [...Array.from({ length: 100_000 }, () => 0x61), 0]),
      THIRTY,
    ),
    gzip(
      'with a name that never ends',
      () => Uint8Array.of(0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, ...Array.from({ length: 5000 }, () => 0x61)),
      BAD,
    ),
    gzip('reserved flags', () => headed(0xe0, []), BAD),
    gzip('another method', () => changed(2, 1), BAD),
    gzip('a wrong checksum', () => changed(-8, 1), BAD),
    gzip('a wrong length', () => changed(-4, 1), BAD),
    gzip('a changed byte in the middle', () => changed(Math.floor(GOOD.length / 2), 1), BAD),
    gzip('a changed byte at the start of the data', () => changed(12, 7), BAD),
    gzip('a header alone', () => GOOD.slice(0, 10), BAD),
    gzip('two bytes', () => GOOD.slice(0, 2), BAD),
    gzip('cut in the middle', () => GOOD.slice(0, Math.floor(GOOD.length / 2)), BAD),
    gzip('cut before the checksum', () => GOOD.slice(0, -8), BAD),
    gzip('cut in the checksum', () => GOOD.slice(0, -5), BAD),
    gzip('cut by one byte', () => GOOD.slice(0, -1), BAD),
    gzip(
      'raw deflate behind the magic',
      () => joinBytes([Uint8Array.of(0x1f, 0x8b), new Uint8Array(deflateRawSync(GOOD_TAR))]),
      BAD,
    ),
    gzip('nothing in it', () => packed(new Uint8Array()), BAD),
    gzip('a text in it', () => packed(new TextEncoder().encode('faces')), BAD),
    gzip('a gzip in it', () => packed(GOOD), BAD),
    gzip('a CSV in it, without a tar', () => packed(new TextEncoder().encode(GOOD_CSV)), BAD),
    gzip(
      'a bomb of zeros',
      () => packed(new Uint8Array(64 * 2 ** 20)),
      refused('data/too-large', { limit: 200, unit: 'ratio' }),
    ),
    gzip(
      'a bomb of a CSV',
      () => packed(tarFile({}, `emotion,pixels,Usage\n${'7 '.repeat(4 * 2 ** 20)}`)),
      refused('data/too-large', { limit: 200, unit: 'ratio' }),
    ),
    gzip(
      'a bomb in the second member',
      () => joinBytes([GOOD, packed(new Uint8Array(64 * 2 ** 20))]),
      refused('data/too-large', { limit: 200, unit: 'ratio' }),
    ),
  ];
}
