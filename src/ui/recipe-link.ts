import { AppError, describeCause } from '../shared/errors';
import { readRecipe, recipeText, type SharedRecipe } from '../shared/recipe-file';

const START = '#/train?recipe=';
const LONGEST = 8000; // characters; a recipe takes some five hundred

/** A link that opens this page with a recipe: nothing is sent, what is after # stays in the browser. */
export async function recipeLink(shared: SharedRecipe, page: URL): Promise<string> {
  const text = JSON.stringify(JSON.parse(recipeText(shared)));
  const packed = await through(new Blob([text]), new CompressionStream('deflate-raw'));
  return new URL(START + base64Url(packed), page).href;
}

/**
 * The recipe of an address.
 *
 * @param hash what is after the page, from # on
 * @returns undefined where the address has none
 * @throws AppError train/bad-link, train/bad-recipe
 */
export async function recipeInLink(hash: string): Promise<SharedRecipe | undefined> {
  if (!hash.startsWith(START)) return undefined;
  let text: string;
  try {
    if (hash.length > LONGEST) throw new Error(`${hash.length} characters`);
    const packed = new Blob([bytesOf(hash.slice(START.length))]);
    const unpacked = await through(packed, new DecompressionStream('deflate-raw'));
    text = new TextDecoder().decode(unpacked);
  } catch (cause) {
    throw new AppError('train/bad-link', { cause: describeCause(cause) }, { cause });
  }
  return readRecipe(text, hash.slice(0, 40));
}

async function through(
  blob: Blob,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(blob.stream().pipeThrough(stream)).arrayBuffer());
}

function base64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
