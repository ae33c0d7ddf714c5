import type { ModelCard } from '../shared/model-card';
import type { Database } from '../storage/database';
import { cardOf, getModel, readModelWeights, type Which } from '../storage/model-store';
import { buildNetwork, type Network, writeWeights } from './network';

/** A stored model, ready to predict. The caller disposes the network. */
interface LoadedNetwork {
  readonly network: Network;
  readonly card: ModelCard;
  readonly bytes: ArrayBuffer;
}

/** @throws AppError storage/missing, storage/damaged, model/card-differs, model/not-finite */
export async function loadNetwork(database: Database, id: string, which: Which): Promise<LoadedNetwork> {
  const model = await getModel(database, id);
  const card = cardOf(model, which);
  const bytes = await readModelWeights(database, id, model.cards.best ? which : 'last');
  const network = buildNetwork({ preset: card.preset, labels: card.labels, image: card.input.image });
  try {
    writeWeights(network, bytes);
    return { network, card, bytes };
  } catch (error) {
    network.dispose();
    throw error;
  }
}
