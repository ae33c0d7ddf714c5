// What the names of files tell. Content decides wherever it can be read.

/** Whether a name is that of a picture: one that can be opened, or HEIC, which has a sentence of its own. */
export function isPictureName(path: string): boolean {
  return /\.(jpe?g|png|webp|bmp)$/i.test(path) || isHeicName(path);
}

export function isHeicName(path: string): boolean {
  return /\.hei[cf]$/i.test(path);
}

const LONGEST_NAME = 512; // bytes, with its folders

/**
 * Whether a name in an archive is one that no tool writes for a dataset: absolute, leading out of its folder, or
 * endless. Nothing is ever written to such a path here, but the picture would carry it for good, out into exports too.
 */
export function isHostileName(path: string): boolean {
  const isAbsolute = /^([/\\]|[a-z]:[/\\])/i.test(path);
  const leadsOut = path.split(/[/\\]/).includes('..');
  return isAbsolute || leadsOut || new TextEncoder().encode(path).length > LONGEST_NAME;
}

/**
 * Whether a system left this file behind, unasked: hidden files, the Mac's doubles of every file in a zip, and what Windows
 * keeps beside pictures.
 */
export function isLitter(path: string): boolean {
  const parts = path.split('/');
  const isHidden = parts.some((part) => (part.startsWith('.') && part !== '.') || part === '__MACOSX');
  return isHidden || /^(thumbs\.db|desktop\.ini)$/i.test(parts.at(-1) ?? '');
}
