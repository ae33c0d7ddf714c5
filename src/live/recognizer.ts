import type { BackendRequest } from '../compute/backend';
import { type FaceFinder, startFaceFinder } from '../faces/face-finder';
import { loadNetwork } from '../model/load-network';
import type { ModelCard } from '../shared/model-card';
import { LEAST_NEUTRAL_FRAMES } from '../shared/neutral-frames';
import { AppError } from '../shared/errors';
import type { Database } from '../storage/database';
import type { View } from './ask-network';
import { adjusted, livePrior, logarithms, neutralBias } from './calibration';
import {
  type Frame,
  pixelReader,
  type Reader,
  type Reading,
  type Readings,
  recognizeFrame,
} from './recognize';
import { Tracker } from './tracker';

export interface ModelChoice {
  readonly modelId: string;
  readonly weights: 'best' | 'last';
}

export interface LoadRequest extends BackendRequest {
  /** One, or two that look at the same faces side by side. */
  readonly models: readonly ModelChoice[];
  /** Expressions as often as people at a camera show them, not as often as the training pictures do. */
  readonly usesLivePrior: boolean;
  /** Frames of the same session come next: its faces keep their numbers. */
  readonly keepsFaces?: boolean;
}

// A face closer and farther too, and each in a mirror: an answer that hangs on where the crop's edge lies is averaged away.
// Chosen on half of 391 PublicTest faces in a frame, seen on the other half: the same label as without a frame for .77
// of them, against .74 with a face and its mirror image alone.
export const VIEWS: readonly View[] = [1, 0.9, 1.1].flatMap((scale) => [
  { scale, isMirrored: false },
  { scale, isMirrored: true },
]);
// In a row of frames each is asked about in two views, because answers are averaged over time anyway: a third of the work.
const VIEWS_IN_TURN: readonly (readonly View[])[] = [
  [
    { scale: 1, isMirrored: false },
    { scale: 0.9, isMirrored: true },
  ],
  [
    { scale: 1, isMirrored: true },
    { scale: 1.1, isMirrored: false },
  ],
  [
    { scale: 1, isMirrored: false },
    { scale: 1.1, isMirrored: true },
  ],
  [
    { scale: 1, isMirrored: true },
    { scale: 0.9, isMirrored: false },
  ],
];

/** The face detector, started once, and the networks that are loaded now. */
export class Recognizer {
  private finder: Promise<FaceFinder> | undefined;
  private readers: readonly Reader[] = [];
  private cards: readonly ModelCard[] = [];
  private tracker = new Tracker();
  /** Log-probabilities of neutral faces, [readers][frames][labels]. */
  private neutralFrames: number[][][] = [];
  private loads = 0;
  private latest: Promise<unknown> = Promise.resolve();
  private frames = 0;
  private readonly readPixels = pixelReader();

  constructor(private readonly database: () => Promise<Database>) {}

  /**
   * Replaces the networks and forgets the faces, unless their session goes on; the detector stays. Of loads that
   * overlap, the one asked for last is kept.
   *
   * @throws AppError faces/unavailable, storage/…, model/…
   */
  async load({ models, usesLivePrior, keepsFaces = false }: LoadRequest): Promise<readonly ModelCard[]> {
    const turn = (this.loads += 1);
    const finder = this.startedFinder();
    const loaded = await loadAll(await this.database(), models);
    try {
      await finder;
    } catch (error) {
      for (const { network } of loaded) network.dispose();
      throw error;
    }
    const cards = loaded.map(({ card }) => card);
    const readers = loaded.map(({ network, card }) => readerOf(network, card, usesLivePrior));
    await this.inTurn(async () => {
      if (turn !== this.loads) return dispose(readers);
      this.replace(readers, cards);
      if (!keepsFaces) this.tracker = new Tracker();
    });
    return cards;
  }

  /** @throws AppError storage/missing when no model was loaded */
  recognize(frame: Frame, reading: Reading): Promise<Readings> {
    return this.inTurn(() => this.recognizeNow(frame, reading));
  }

  /** One after the other: networks must not be freed while a frame waits for their answer. */
  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.latest.then(work);
    this.latest = done.catch(() => undefined);
    return done;
  }

  private async recognizeNow(frame: Frame, reading: Reading): Promise<Readings> {
    const finder = await this.finder;
    const { readers, readPixels } = this;
    if (!finder || readers.length === 0) throw new AppError('storage/missing', { what: 'model' });
    // A picture by itself belongs to no row of frames.
    const tracker = reading.isStill ? new Tracker() : this.tracker;
    const readings = await recognizeFrame(frame, reading, {
      finder,
      tracker,
      readers,
      readPixels,
      views: this.viewsFor(reading),
    });
    if (reading.isNeutral) this.collectNeutral(readings);
    return readings;
  }

  /**
   * 'begin' drops what one that was given up had collected; 'apply' takes the neutral faces seen since then for this
   * person's own; 'forget' undoes that.
   *
   * @returns how many frames it rests on
   * @throws AppError live/too-few-frames; the calibration before stays
   */
  calibrate(what: 'begin' | 'apply' | 'forget'): { readonly frames: number } {
    if (what === 'apply') return { frames: this.applyCalibration() };
    this.neutralFrames = [];
    if (what === 'forget') for (const reader of this.readers) reader.neutral = undefined;
    return { frames: 0 };
  }

  private applyCalibration(): number {
    const frames = this.neutralFrames[0]?.length ?? 0;
    const collected = this.neutralFrames;
    this.neutralFrames = [];
    if (frames < LEAST_NEUTRAL_FRAMES)
      throw new AppError('live/too-few-frames', { found: frames, limit: LEAST_NEUTRAL_FRAMES });
    for (const [index, reader] of this.readers.entries()) {
      const neutral = this.cards[index]?.labels.indexOf('neutral') ?? -1;
      const shown = (collected[index] ?? []).map((logs) => beforeNeutral(reader, logs));
      reader.neutral = neutral < 0 ? undefined : neutralBias(shown, neutral);
    }
    return frames;
  }

  /** Only the largest face, and only when nothing speaks against it. */
  private collectNeutral({ faces: [largest] }: Readings): void {
    if (!largest || largest.doubts.length > 0) return;
    for (const [index, { raw }] of largest.answers.entries()) {
      (this.neutralFrames[index] ??= []).push(logarithms(raw));
    }
  }

  private viewsFor({ isStill, isRaw }: Reading): readonly View[] {
    if (isStill || isRaw) return VIEWS;
    this.frames += 1;
    return VIEWS_IN_TURN[this.frames % VIEWS_IN_TURN.length] ?? VIEWS;
  }

  private startedFinder(): Promise<FaceFinder> {
    this.finder ??= startFaceFinder();
    this.finder.catch(() => undefined); // thrown by the load that waits for it; the page then replaces this thread
    return this.finder;
  }

  private replace(readers: readonly Reader[], cards: readonly ModelCard[]): void {
    dispose(this.readers);
    this.readers = readers;
    this.cards = cards;
    this.neutralFrames = [];
  }
}

type Loaded = Awaited<ReturnType<typeof loadNetwork>>;

/** All, or none: what was loaded before one that fails is freed. */
async function loadAll(database: Database, models: readonly ModelChoice[]): Promise<Loaded[]> {
  const loaded: Loaded[] = [];
  try {
    for (const { modelId, weights } of models) loaded.push(await loadNetwork(database, modelId, weights));
    return loaded;
  } catch (error) {
    for (const { network } of loaded) network.dispose();
    throw error;
  }
}

function readerOf(network: Loaded['network'], card: ModelCard, usesLivePrior: boolean): Reader {
  return {
    network,
    temperature: card.temperature ?? 1,
    prior: usesLivePrior ? livePrior(card) : undefined,
    neutral: undefined,
    steady: new Map(),
  };
}

/** Log-probabilities as they are shown but for the calibration, which must not correct twice what the rest corrects. */
function beforeNeutral({ temperature, prior }: Reader, logs: readonly number[]): number[] {
  const biases = prior ? [prior] : [];
  return logarithms(adjusted(logs.map(Math.exp), { temperature, biases }));
}

function dispose(readers: readonly Reader[]): void {
  for (const { network } of readers) network.dispose();
}
