import * as v from 'valibot';
import { AppError, describeCause } from '../shared/errors';
import type { Database } from '../storage/database';
import { listModels, removeModel, saveModel } from '../storage/model-store';
import { openFiles } from './weights-file';

const FILES = ['model.json', 'weights.bin', 'card.json'] as const;
const text = v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/), v.maxLength(64));
/** What lies in the box: folders beside the list, each with the three files; a version changes with the weights. */
const listSchema = v.array(v.object({ folder: text, version: text }));

/**
 * Stores the models that come with the page, trained by Mien itself. What is stored already is left alone; versions
 * that are no longer in the box are removed.
 *
 * @param address of the box's folder, with its final slash, on the page's own origin
 * @returns how many are new
 * @throws AppError model/no-box when it cannot be fetched; model/…, storage/…
 */
export async function installBox(
  { address }: { readonly address: string },
  { database }: { readonly database: Database },
): Promise<number> {
  const list = v.parse(listSchema, JSON.parse(await (await fetched(`${address}index.json`)).text()));
  const wanted = new Map(list.map(({ folder, version }) => [`box-${folder}-${version}`, folder]));
  const stored = (await listModels(database)).filter(({ source }) => source === 'box').map(({ id }) => id);
  for (const id of stored) if (!wanted.has(id)) await removeModel(database, id);
  const missing = [...wanted].filter(([id]) => !stored.includes(id));
  for (const [id, folder] of missing) {
    const [model, weights, card] = await Promise.all(
      FILES.map((name) => fetched(`${address}${folder}/${name}`)),
    );
    if (!model || !weights || !card) continue; // there are as many as names
    const opened = await openFiles({ 'model.json': model, 'weights.bin': weights, 'card.json': card });
    const cards = { last: { ...opened.card, id } };
    await saveModel(database, { id, cards, history: [], source: 'box' }, { last: opened.bytes });
  }
  return missing.length;
}

async function fetched(url: string): Promise<Blob> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status}`);
    return await response.blob();
  } catch (error) {
    throw new AppError('model/no-box', { cause: describeCause(error) }, { cause: error });
  }
}
