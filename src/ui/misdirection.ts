import type { PlacedFile } from '../data/source-file';
import type { Failure } from '../shared/errors';
import { isHeicName, isPictureName } from '../shared/file-names';

/** Why a single file is no dataset, where its name or size already tell; undefined: it must be read to know. */
export function misdirection(files: readonly PlacedFile[]): Failure | undefined {
  const [only, ...others] = files;
  if (!only || others.length > 0 || only.path.includes('/')) return undefined;
  const { name, size, type } = only.file;
  if (size === 0) return { code: 'data/empty-file', details: { name } };
  if (isHeicName(name) || /^image\/hei[cf]/.test(type)) return { code: 'data/heic', details: { name } };
  if (type.startsWith('image/') || isPictureName(name))
    return { code: 'data/single-picture', details: { name } };
  return isModelPart(only.file) ? { code: 'data/part-of-model', details: { name } } : undefined;
}

/** One of the three files of a trained model. */
export function isModelPart({ name }: File): boolean {
  return /\.(json|bin)$/i.test(name);
}
