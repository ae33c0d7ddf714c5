/**
 * Makes the face detector's model file: `public/face/blaze_face_short_range.tflite`.
 *
 * MediaPipe's FaceDetector wants BlazeFace *with* metadata, which its makers publish only on their own server. The
 * npm package `@mediapipe/face_detection` (Apache-2.0) carries the same network without. A TFLite file is a FlatBuffer
 * whose offsets are relative and point forward, so a new root table that also names the metadata can be put in front of
 * the untouched old file; nothing of the network is parsed or rewritten.
 *
 * MediaPipe's wasm module is not copied here: src/faces/face-finder.ts imports it with `?url`. So it gets a content hash
 * in its name, works from a sub-folder, and in `npm run dev` too, where Vite refuses to import scripts out of public/.
 *
 * Run while Vite's and Vitest's configurations are read, because Vite lists public/ right after; or by hand:
 * node tools/face-model.mjs
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Builder } from 'flatbuffers';

const PACKAGE = '@mediapipe/face_detection';
const NETWORK = 'face_detection_short_range.tflite';
const NETWORK_SHA256 = '3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const TARGET = resolve(root, 'public/face/blaze_face_short_range.tflite');

/**
 * Writes the model file unless it is there already.
 *
 * @throws Error when the package is missing, or its network is not the one this code was made for
 */
export function writeFaceModel() {
  if (isUpToDate()) return;
  mkdirSync(dirname(TARGET), { recursive: true });
  writeFileSync(TARGET, withMetadata(readNetwork(), imageMetadata()));
}

/** The network as its makers packed it, hash checked. @returns {Uint8Array} */
export function readNetwork() {
  const path = resolve(root, 'node_modules', PACKAGE, NETWORK);
  if (!existsSync(path)) throw new Error(`${PACKAGE} is not installed (${NETWORK} is missing). Run: npm ci`);
  const network = readFileSync(path);
  const found = createHash('sha256').update(network).digest('hex');
  if (found !== NETWORK_SHA256) {
    throw new Error(
      `${NETWORK} of ${PACKAGE} has SHA-256 ${found}, expected ${NETWORK_SHA256}. ` +
        'Run: npm ci. If the package was updated on purpose, test the detector and update the hash.',
    );
  }
  return network;
}

function isUpToDate() {
  return existsSync(TARGET) && statSync(TARGET).mtimeMs > statSync(fileURLToPath(import.meta.url)).mtimeMs;
}

/**
 * What the input tensor holds, as a `ModelMetadata` FlatBuffer (metadata_schema.fbs of TFLite Support): an RGB image,
 * and the network wants (value - 127.5) / 127.5.
 *
 * @returns {Uint8Array}
 */
export function imageMetadata() {
  const builder = new Builder(256);
  const RGB = 1;
  const IMAGE_PROPERTIES = 2;
  const NORMALIZATION_OPTIONS = 1;

  const options = table(builder, { 0: floats(builder, [127.5]), 1: floats(builder, [127.5]) });
  const unit = union(builder, NORMALIZATION_OPTIONS, options);
  builder.startObject(2);
  builder.addFieldInt8(0, RGB, 0);
  const content = union(builder, IMAGE_PROPERTIES, builder.endObject());
  const tensor = table(builder, { 3: content, 4: offsets(builder, [unit]) });
  const subgraph = table(builder, { 2: offsets(builder, [tensor]) });
  builder.finish(table(builder, { 3: offsets(builder, [subgraph]) }), 'M001');
  return builder.asUint8Array();
}

/** @param {Builder} builder @param {Record<number, number>} fields offset by field number @returns {number} */
function table(builder, fields) {
  builder.startObject(Math.max(...Object.keys(fields).map(Number)) + 1);
  for (const [field, offset] of Object.entries(fields)) builder.addFieldOffset(Number(field), offset, 0);
  return builder.endObject();
}

/** A table of a union's type (field 0) and value (field 1). @param {Builder} builder @param {number} type @param {number} value */
function union(builder, type, value) {
  builder.startObject(2);
  builder.addFieldInt8(0, type, 0);
  builder.addFieldOffset(1, value, 0);
  return builder.endObject();
}

/** @param {Builder} builder @param {readonly number[]} values @returns {number} */
function floats(builder, values) {
  builder.startVector(4, values.length, 4);
  for (const value of values.toReversed()) builder.addFloat32(value);
  return builder.endVector();
}

/** @param {Builder} builder @param {readonly number[]} targets @returns {number} */
function offsets(builder, targets) {
  builder.startVector(4, targets.length, 4);
  for (const target of targets.toReversed()) builder.addOffset(target);
  return builder.endVector();
}

// Fields of the table `Model` in TFLite's schema.fbs, by number.
const MODEL_FIELDS = 8;
const VERSION = 0;
const BUFFERS = 4;
const METADATA = 6;

/**
 * A TFLite file that also carries this metadata: new root, then the old file as it was.
 *
 * @param {Uint8Array} network a TFLite file
 * @param {Uint8Array} metadata a `ModelMetadata` FlatBuffer
 * @returns {Uint8Array}
 */
export function withMetadata(network, metadata) {
  const old = new DataView(network.buffer, network.byteOffset, network.byteLength);
  const fields = modelFields(old);
  const buffers = vectorTargets(old, fields[BUFFERS]);
  const entries = vectorTargets(old, fields[METADATA]);
  const name = new TextEncoder().encode('TFLITE_METADATA\0');

  // Where everything goes. Tables: first their vtable, then the table.
  const modelTable = 8 + 4 + 2 * MODEL_FIELDS;
  const bufferVector = modelTable + 4 + 4 * MODEL_FIELDS;
  const entryVector = bufferVector + 4 + 4 * (buffers.length + 1);
  const entryTable = entryVector + 4 + 4 * (entries.length + 1) + 8;
  const nameString = entryTable + 12;
  const bufferTable = nameString + 4 + name.length + 8;
  const dataVector = align16(bufferTable + 8 + 4) - 4;
  const prefix = align16(dataVector + 4 + metadata.length);

  const file = new Uint8Array(prefix + network.length);
  const view = new DataView(file.buffer);
  /** @param {number} at @param {number} target */
  const point = (at, target) => view.setUint32(at, target - at, true);
  /** @param {number} at @param {readonly number[]} values */
  const shorts = (at, values) =>
    values.forEach((value, index) => view.setUint16(at + 2 * index, value, true));
  /** @param {number} at @param {readonly number[]} targets */
  const vector = (at, targets) => {
    view.setUint32(at, targets.length, true);
    targets.forEach((target, index) => point(at + 4 + 4 * index, target));
  };

  point(0, modelTable);
  file.set(new TextEncoder().encode('TFL3'), 4);
  const kept = fields.map((at, field) => (at !== undefined || field === METADATA ? 4 + 4 * field : 0));
  shorts(8, [4 + 2 * MODEL_FIELDS, 4 + 4 * MODEL_FIELDS, ...kept]);
  view.setInt32(modelTable, modelTable - 8, true);
  fields.forEach((at, field) => {
    if (at !== undefined) point(modelTable + 4 + 4 * field, prefix + at + old.getUint32(at, true));
  });
  view.setUint32(modelTable + 4 + 4 * VERSION, old.getUint32(fields[VERSION] ?? 0, true), true);
  point(modelTable + 4 + 4 * BUFFERS, bufferVector);
  point(modelTable + 4 + 4 * METADATA, entryVector);

  vector(bufferVector, [...buffers.map((target) => prefix + target), bufferTable]);
  vector(entryVector, [...entries.map((target) => prefix + target), entryTable]);

  shorts(entryTable - 8, [8, 12, 4, 8]);
  view.setInt32(entryTable, 8, true);
  point(entryTable + 4, nameString);
  view.setUint32(entryTable + 8, buffers.length, true);
  view.setUint32(nameString, name.length - 1, true);
  file.set(name, nameString + 4);

  shorts(bufferTable - 8, [6, 8, 4]);
  view.setInt32(bufferTable, 8, true);
  point(bufferTable + 4, dataVector);
  view.setUint32(dataVector, metadata.length, true);
  file.set(metadata, dataVector + 4);

  file.set(network, prefix);
  return file;
}

/** Position of each field of the root table, undefined where it is absent. @param {DataView} file @returns {(number | undefined)[]} */
function modelFields(file) {
  const model = file.getUint32(0, true);
  const vtable = model - file.getInt32(model, true);
  const known = file.getUint16(vtable, true) / 2 - 2;
  return Array.from({ length: MODEL_FIELDS }, (_, field) => {
    const offset = field < known ? file.getUint16(vtable + 4 + 2 * field, true) : 0;
    return offset === 0 ? undefined : model + offset;
  });
}

/** What a vector of offsets points at. @param {DataView} file @param {number | undefined} at the field that holds the vector */
function vectorTargets(file, at) {
  if (at === undefined) return [];
  const vector = at + file.getUint32(at, true);
  return Array.from({ length: file.getUint32(vector, true) }, (_, index) => {
    const entry = vector + 4 + 4 * index;
    return entry + file.getUint32(entry, true);
  });
}

/** @param {number} bytes */
const align16 = (bytes) => Math.ceil(bytes / 16) * 16;

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFaceModel();
