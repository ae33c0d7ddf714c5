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
  private loads = 0;
  private readonly readPixels = pixelReader();

  constructor(private readonly database: () => Promise<Database>) {}

  /**
   * Replaces the network; the detector stays. Of loads that overlap, the one asked for last is kept.
   *
   * @throws AppError faces/unavailable, storage/…, model/…
   */
  async load({ modelId, weights }: LoadRequest): Promise<ModelCard> {
    const turn = (this.loads += 1);
    const finder = this.startedFinder();
    const { network, card } = await loadNetwork(await this.database(), modelId, weights);
    try {
      await finder;
    } catch (error) {
      network.dispose();
      throw error;
    }
    if (turn === this.loads) this.replaceNetwork(network);
    else network.dispose();
    return card;
  }

  /** @throws AppError storage/missing when no model was loaded */
  async recognize(frame: ImageBitmap): Promise<Readings> {
    const finder = await this.finder;
    if (!finder || !this.network) throw new AppError('storage/missing', { what: 'model' });
    return await recognizeFrame(frame, { finder, network: this.network, readPixels: this.readPixels });
  }

  private startedFinder(): Promise<FaceFinder> {
    this.finder ??= startFaceFinder();
    this.finder.catch(() => undefined); // thrown by the load that waits for it; the page then replaces this thread
    return this.finder;
  }

  private replaceNetwork(network: Network): void {
    this.network?.dispose();
    this.network = network;
  }
}
