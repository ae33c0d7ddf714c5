import { BlobReader, BlobWriter, type Entry, ZipReader } from '@zip.js/zip.js';
import { downloadZip } from 'client-zip';
import * as v from 'valibot';
import { sha256Hex } from '../shared/digest';
import { AppError, describeCause } from '../shared/errors';
import type { ModelCard } from '../shared/model-card';
import type { Database } from '../storage/database';
import { cardOf, getModel, saveModel, type WeightSpec, type Which } from '../storage/model-store';
import { cardSchema } from './card-schema';
import { modelJson, type Precision, readManifest } from './formats/tfjs-layers';
import { halved, unhalved } from './half-precision';
import { loadNetwork } from './load-network';
import { buildNetwork, type Network, writeWeights } from './network';
import { describeNetwork } from './presets';
import { largestDifference, probeProbabilities } from './probes';

/** The three files of a download, and all of them in one zip. */
export interface WeightsFiles {
  readonly files: readonly { readonly name: string; readonly blob: Blob }[]; // model.json, weights.bin, card.json
  readonly zip: { readonly name: string; readonly blob: Blob };
}

/** What an upload proved: the card, and how far this machine's probabilities are from the card's. */
export interface Upload {
  readonly card: ModelCard;
  readonly largestProbabilityDifference: number; // over all probes and labels
}

const FILE_NAMES = ['model.json', 'weights.bin', 'card.json'] as const;
type FileName = (typeof FILE_NAMES)[number];

/** Backends sum in different orders, which moves a probability by 1e-6 or so; wrong weights move it by tenths. */
const SAME_ANSWERS = 0.01;

const LIMIT_BYTES: Readonly<Record<FileName, number>> = {
  'model.json': 4 * 2 ** 20,
  'weights.bin': 256 * 2 ** 20,
  'card.json': 2 ** 20,
};

export interface DownloadRequest {
  readonly modelId: string;
  readonly weights: Which;
  /** Half precision halves the file and moves answers by thousandths. */
  readonly precision?: Precision | undefined;
}

/**
 * A stored model as files for tfjs, with the card that makes them useful.
 *
 * @throws AppError storage/…, model/no-half-precision
 */
export async function downloadWeights(
  { modelId: id, weights: which, precision = 'float32' }: DownloadRequest,
  { database }: { readonly database: Database },
): Promise<WeightsFiles> {
  const stored = cardOf(await getModel(database, id), which);
  const { network, bytes } = await loadNetwork(database, id, which);
  try {
    const isHalf = precision === 'float16';
    const written = isHalf ? halved(bytes) : bytes;
    const card = isHalf ? await halvedCard(stored, network, written) : stored;
    const files = [
      new File([modelJson(network, precision)], 'model.json', { type: 'application/json' }),
      new File([written], 'weights.bin', { type: 'application/octet-stream' }),
      new File([JSON.stringify(card, null, 2)], 'card.json', { type: 'application/json' }),
    ];
    const zip = await downloadZip(
      files.map((file) => ({ name: file.name, input: file, lastModified: new Date(card.createdAtMs) })),
    ).blob();
    return {
      files: files.map((file) => ({ name: file.name, blob: file })),
      zip: { name: `mien-${card.preset}-${card.weights}.zip`, blob: zip },
    };
  } finally {
    network.dispose();
  }
}

/** The card of rounded weights: its probes are what they answer, not what the others did. */
async function halvedCard(card: ModelCard, network: Network, halves: ArrayBuffer): Promise<ModelCard> {
  writeWeights(network, await unhalved(halves, network.weightSpecs));
  const { seed } = card.probes;
  return {
    ...card,
    precision: 'float16',
    probes: { seed, probabilities: await probeProbabilities(network, seed) },
  };
}

/**
 * Takes a model back in: three loose files, or the zip of them.
 *
 * @throws AppError as openFiles; nothing is stored then
 */
export async function uploadWeights(
  { files }: { readonly files: readonly File[] },
  { database }: { readonly database: Database },
): Promise<Upload> {
  const { card, bytes, difference } = await openFiles(await collectFiles(files));
  const id = `upload-${(await sha256Hex(await new Blob([bytes, JSON.stringify(card)]).arrayBuffer())).slice(0, 16)}`;
  const stored: ModelCard = { ...card, id };
  const model = { id, cards: { last: stored }, history: [], source: 'uploaded' } as const;
  await saveModel(database, model, { last: bytes });
  return { card: stored, largestProbabilityDifference: difference };
}

type ModelFiles = Readonly<Record<FileName, Blob>>;

/** A model that has proved itself. */
interface OpenedModel {
  readonly card: ModelCard;
  readonly bytes: ArrayBuffer; // float32, all tensors one after another
  readonly difference: number; // largest, of its probabilities here and the card's
}

/**
 * Nothing of the files is trusted: the card is checked field by field, the network is built from the card's preset, the
 * weights must have exactly that network's names and shapes and be finite, and they must answer as the card says.
 *
 * @throws AppError model/missing-file, model/bad-file, model/card-differs, model/not-finite, model/answers-differ
 */
export async function openFiles(files: ModelFiles): Promise<OpenedModel> {
  const card = await readJson(files['card.json'], (json) => v.parse(cardSchema, JSON.parse(json)));
  const { specs, precision } = await readJson(files['model.json'], readManifest);
  const written = await files['weights.bin'].arrayBuffer();
  checkSize(card, written, precision);
  const network = buildNetwork({ preset: card.preset, labels: card.labels, image: card.input.image });
  try {
    checkFit(network, specs, card);
    const bytes = precision === 'float16' ? await unhalved(written, network.weightSpecs) : written;
    writeWeights(network, bytes);
    const probabilities = await probeProbabilities(network, card.probes.seed);
    const difference = largestDifference(card.probes.probabilities, probabilities);
    // NaN counts as different, so the comparison asks for what is good.
    if (!(difference <= SAME_ANSWERS)) throw new AppError('model/answers-differ', { difference });
    return { card, bytes, difference };
  } finally {
    network.dispose();
  }
}

/** Before anything is built: a card can describe a network of gigabytes. */
function checkSize(card: ModelCard, bytes: ArrayBuffer, precision: Precision): void {
  const { parameters } = describeNetwork(card.preset, { labels: card.labels, image: card.input.image });
  if (card.parameters !== parameters || bytes.byteLength !== parameters * (precision === 'float16' ? 2 : 4)) {
    throw new AppError('model/card-differs', {
      what: `${bytes.byteLength} bytes of weights ≠ ${parameters} parameters`,
    });
  }
}

function checkFit(network: Network, specs: readonly WeightSpec[], card: ModelCard): void {
  const differs = (what: string) => new AppError('model/card-differs', { what });
  if (card.input.scaling !== network.input.scaling) throw differs(`scaling ${card.input.scaling}`);
  if (card.probes.probabilities.some((row) => row.length !== card.labels.length)) throw differs('probes');
  const describe = (list: readonly WeightSpec[]) =>
    list.map(({ name, shape }) => `${name} [${shape.join(', ')}]`);
  const expected = describe(network.weightSpecs);
  const found = describe(specs);
  const wrong = expected.findIndex((line, index) => line !== found[index]);
  if (wrong !== -1) throw differs(`${expected[wrong]} ≠ ${found[wrong] ?? 'nothing'}`);
  if (found.length !== expected.length) throw differs(`${found.length} tensors ≠ ${expected.length}`);
}

async function collectFiles(uploaded: readonly File[]): Promise<Record<FileName, Blob>> {
  const [only] = uploaded;
  const loose =
    uploaded.length === 1 && only && (await isZip(only))
      ? await unzip(only)
      : new Map(uploaded.map((file) => [fileName(file.name), file]));
  const found = FILE_NAMES.map((name) => {
    const blob = loose.get(name);
    if (!blob) throw new AppError('model/missing-file', { name });
    if (blob.size > LIMIT_BYTES[name]) throw new AppError('model/bad-file', { name, cause: 'too large' });
    return [name, blob] as const;
  });
  return Object.fromEntries(found) as Record<FileName, Blob>; // every name of FILE_NAMES is in it
}

/** Browsers number repeated downloads: "model (1).json" is a model.json. */
function fileName(name: string): string {
  return name.replace(/ ?\(\d+\)(?=\.\w+$)/, '').toLowerCase();
}

async function isZip(file: File): Promise<boolean> {
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4;
}

async function unzip(file: File): Promise<Map<string, Blob>> {
  // No workers: zip.js starts them from blob: URLs, which our policy forbids.
  const reader = new ZipReader(new BlobReader(file), { useWebWorkers: false });
  try {
    const entries = (await reader.getEntries()).filter(isWanted);
    return new Map(
      await Promise.all(entries.map(async (entry) => [entry.filename, await unpack(entry)] as const)),
    );
  } catch (error) {
    throw new AppError('model/bad-file', { name: file.name, cause: describeCause(error) }, { cause: error });
  } finally {
    await reader.close();
  }
}

type FileEntry = Extract<Entry, { directory: false }>;

function isWanted(entry: Entry): entry is FileEntry {
  const limit = LIMIT_BYTES[entry.filename as FileName] as number | undefined;
  return !entry.directory && limit !== undefined && entry.uncompressedSize <= limit;
}

async function unpack(entry: FileEntry): Promise<Blob> {
  return await entry.getData(new BlobWriter(), { checkSignature: true });
}

async function readJson<T>(file: Blob, parse: (json: string) => T): Promise<T> {
  try {
    return parse(await file.text());
  } catch (error) {
    const name = file instanceof File ? file.name : 'json';
    throw new AppError(
      'model/bad-file',
      { name, cause: describeCause(error).slice(0, 200) },
      { cause: error },
    );
  }
}
