// FlatBuffers' reader names its methods so.
/* oxlint-disable no-underscore-dangle */
import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { imageMetadata, readNetwork, withMetadata } from '../../tools/face-model.mjs';

// Fields of TFLite's table Model, as offsets into its vtable.
const VERSION = 4;
const BUFFERS = 12;
const METADATA = 16;

function open(file: Uint8Array) {
  const bytes = new ByteBuffer(file);
  const model = bytes.readInt32(0);
  const vector = (field: number) => bytes.__vector(model + bytes.__offset(model, field));
  const length = (field: number) => bytes.__vector_len(model + bytes.__offset(model, field));
  return { bytes, model, vector, length };
}

describe('giving the face detector its metadata', () => {
  const network = readNetwork();
  const file = withMetadata(network, imageMetadata());

  it('leaves the network as it was, at an offset that keeps every alignment', () => {
    const prefix = file.length - network.length;
    expect(prefix % 16).toBe(0);
    expect(Buffer.compare(file.subarray(prefix), network)).toBe(0);
  });

  it('keeps the version and all buffers, and adds one', () => {
    const [old, made] = [open(network), open(file)];
    expect(made.bytes.__has_identifier('TFL3')).toBe(true);
    expect(made.bytes.readInt32(made.model + made.bytes.__offset(made.model, VERSION))).toBe(3);
    expect(made.length(BUFFERS)).toBe(old.length(BUFFERS) + 1);
  });

  it('names the metadata so that MediaPipe finds it', () => {
    const { bytes, vector, length } = open(file);
    const entry = bytes.__indirect(vector(METADATA) + 4 * (length(METADATA) - 1));
    expect(bytes.__string(entry + bytes.__offset(entry, 4))).toBe('TFLITE_METADATA');
    const buffer = bytes.readInt32(entry + bytes.__offset(entry, 6));
    expect(buffer).toBe(length(BUFFERS) - 1);
    const table = bytes.__indirect(vector(BUFFERS) + 4 * buffer);
    const data = bytes.__vector(table + bytes.__offset(table, 4));
    expect(Buffer.compare(file.subarray(data, data + imageMetadata().length), imageMetadata())).toBe(0);
  });
});
