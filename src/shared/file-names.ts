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
  const leadsOut = /(^|[/\\])\.\.([/\\]|$)/.test(path);
  return isAbsolute || leadsOut || isEndless(path);
}

function isEndless(path: string): boolean {
  // In UTF-8 a code unit of a string is three bytes at the most.
  return path.length * 3 > LONGEST_NAME && new TextEncoder().encode(path).length > LONGEST_NAME;
}

/**
 * Whether a system left this file behind, unasked: hidden files, the Mac's doubles of every file in a zip, and what Windows
 * keeps beside pictures.
 */
export function isLitter(path: string): boolean {
  const isHidden = /(^|\/)(\.[^/]|__MACOSX(\/|$))/.test(path);
  return isHidden || /(^|\/)(thumbs\.db|desktop\.ini)$/i.test(path);
}
