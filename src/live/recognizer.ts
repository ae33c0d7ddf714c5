import type { BackendRequest } from '../compute/backend';
import { type FaceFinder, startFaceFinder } from '../faces/face-finder';
import { loadNetwork } from '../model/load-network';
import type { Network } from '../model/network';
import type { ModelCard } from '../shared/model-card';
import { AppError } from '../shared/errors';
import type { Database } from '../storage/database';
import { pixelReader, type Readings, recognizeFrame } from './recognize';

export interface LoadRequest extends BackendRequest {
  readonly modelId: string;
  readonly weights: 'best' | 'last';
}

/** The face detector, started once, and the network that is loaded now. */
export class Recognizer {
  private finder: Promise<FaceFinder> | undefined;
  private network: Network | undefined;
  private readonly readPixels = pixelReader();

  constructor(private readonly database: () => Promise<Database>) {}

  /** Replaces the network; the detector stays. @throws AppError faces/unavailable, storage/…, model/… */
  async load({ modelId, weights }: LoadRequest): Promise<ModelCard> {
    this.finder ??= startFaceFinder();
    this.finder.catch(() => (this.finder = undefined)); // so that the next try starts anew
    const [{ network, card }] = await Promise.all([
      loadNetwork(await this.database(), modelId, weights),
      this.finder,
    ]);
    this.network?.dispose();
    this.network = network;
    return card;
  }

  /** @throws AppError storage/missing when no model was loaded */
  async recognize(frame: ImageBitmap): Promise<Readings> {
    const finder = await this.finder;
    if (!finder || !this.network) throw new AppError('storage/missing', { what: 'model' });
    return await recognizeFrame(frame, { finder, network: this.network, readPixels: this.readPixels });
  }
}
