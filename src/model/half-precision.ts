import { io } from '@tensorflow/tfjs-core';
import { AppError } from '../shared/errors';
import type { WeightSpec } from '../storage/model-store';

/** What half precision needs of the browser; Chrome has it from 135, Firefox from 129, Safari from 18.2. */
interface HalfArray {
  new (values: Float32Array): ArrayBufferView & ArrayLike<number> & { readonly buffer: ArrayBuffer };
}

/** @returns little-endian float16, half the bytes @throws AppError model/no-half-precision */
export function halved(bytes: ArrayBuffer): ArrayBuffer {
  const Half = Reflect.get(globalThis, 'Float16Array') as HalfArray | undefined; // newer than TypeScript's library
  if (!Half) throw new AppError('model/no-half-precision');
  return new Half(new Float32Array(bytes)).buffer;
}

/** The weights of a file in half precision, as everyone else knows them: all tensors one after another, float32. */
export async function unhalved(bytes: ArrayBuffer, specs: readonly WeightSpec[]): Promise<ArrayBuffer> {
  const entries = specs.map(({ name, shape }) => ({
    name,
    shape: [...shape],
    dtype: 'float32' as const,
    quantization: { dtype: 'float16' as const, original_dtype: 'float32' as const },
  }));
  const tensors = io.decodeWeights(bytes, entries);
  const all = new Float32Array(bytes.byteLength / 2);
  let at = 0;
  for (const { name } of specs) {
    const tensor = tensors[name];
    if (!tensor) throw new AppError('model/card-differs', { what: name });
    const values = await tensor.data<'float32'>();
    all.set(values, at);
    at += values.length;
    tensor.dispose();
  }
  return all.buffer;
}
