/** The files of the ingest bench, made here: 287 MB of CSV and 36,000 pictures in a zip. */
import { closeSync, createWriteStream, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { downloadZip } from 'client-zip';

const ROWS = 35_887;
const TRAINING = 28_709;
const PUBLIC = 3_589;
const PICTURES = 36_000;
const AT_ONCE = 1000;
const LABELS = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];

/** FER2013's shape: levels of one to three digits, 8 KB a row. @param {string} folder */
export function writeCsv(folder) {
  const file = join(folder, 'fer2013.csv');
  const target = openSync(file, 'w');
  writeSync(target, 'emotion,pixels,Usage\n');
  // As many different rows as a year has days; the first pixels tell their copies apart.
  const bodies = Array.from({ length: 365 }, (_, shade) =>
    Array.from({ length: 2302 }, (__, pixel) => (pixel * 13 + shade * 29) % 203).join(' '),
  );
  for (let row = 0; row < ROWS; row += 1) {
    const usage = row < TRAINING ? 'Training' : row < TRAINING + PUBLIC ? 'PublicTest' : 'PrivateTest';
    const start = `${row % 256} ${(row >> 8) % 256}`;
    writeSync(target, `${row % 7},${start} ${bodies[row % bodies.length]},${usage}\n`);
  }
  closeSync(target);
  return { file, rows: ROWS, bytes: statSync(file).size };
}

/** @param {string} folder @param {(question: object) => Promise<unknown>} ask the page, which can encode JPEG */
export async function writeZip(folder, ask) {
  const file = join(folder, 'pictures.zip');
  await pipeline(
    Readable.fromWeb(/** @type {any} */ (downloadZip(pictures(ask)).body)),
    createWriteStream(file),
  );
  return { file, pictures: PICTURES, bytes: statSync(file).size };
}

/** @param {(question: object) => Promise<unknown>} ask */
async function* pictures(ask) {
  for (let from = 0; from < PICTURES; from += AT_ONCE) {
    const encoded = /** @type {string[]} */ (await ask({ task: 'encode', from, count: AT_ONCE }));
    for (const [place, text] of encoded.entries()) {
      const number = from + place;
      const split = number % 10 === 0 ? 'test' : number % 10 === 1 ? 'val' : 'train';
      yield { name: `${split}/${LABELS[number % 7]}/${number}.jpg`, input: Buffer.from(text, 'base64') };
    }
  }
}
