// Tabs of the page share what is stored: they tell each other what changed, and only one of them trains at a time.

import { RUN_LOCK, TRAINING_LOCK } from '../shared/locks';
import type { ImportIntent } from '../storage/database';

const CHANNEL = 'mien';

const SHARED_LISTS = ['datasets', 'models', 'runs'] as const;
export type SharedList = (typeof SHARED_LISTS)[number];

let channel: BroadcastChannel | undefined;

/** One channel for telling and hearing: a tab does not hear itself on the channel it tells on. */
function openChannel(): BroadcastChannel {
  channel ??= new BroadcastChannel(CHANNEL);
  return channel;
}

export function tellOtherTabs(changed: SharedList): void {
  openChannel().postMessage({ kind: changed });
}

/** How far the training of another tab is. */
export interface TrainingElsewhere {
  readonly epoch: number;
  readonly epochs: number;
  readonly accuracy: number | null; // of the last finished epoch, on validation
}

/**
 * @param training undefined: it has ended
 * @param modelId what came of it
 */
export function tellOfTraining(training: TrainingElsewhere | undefined, modelId?: string): void {
  openChannel().postMessage({ kind: 'training', training, modelId });
}

export function followTrainingElsewhere(
  hear: (training: TrainingElsewhere | undefined, modelId: string | undefined) => void,
): void {
  openChannel().addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isTrainingMessage(data)) hear(data.training, data.modelId);
  });
}

function isTrainingMessage(
  message: unknown,
): message is { readonly training: TrainingElsewhere | undefined; readonly modelId?: string } {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'training';
}

const CUT_OFF_NEWS = ['asked', 'told', 'read'] as const;
type CutOffNews = (typeof CUT_OFF_NEWS)[number];

/** @param imports those that were cut off, where they are told */
export function tellOfCutOff(news: CutOffNews, imports: readonly ImportIntent[] = []): void {
  openChannel().postMessage({ kind: 'cut-off', news, imports });
}

export function followCutOff(hear: {
  readonly asked: () => void;
  readonly told: (imports: readonly ImportIntent[]) => void;
  readonly read: () => void;
}): void {
  openChannel().addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isCutOffMessage(data)) hear[data.news](data.imports);
  });
}

function isCutOffMessage(
  message: unknown,
): message is { readonly news: CutOffNews; readonly imports: readonly ImportIntent[] } {
  if (typeof message !== 'object' || message === null) return false;
  if (!('kind' in message && 'news' in message && 'imports' in message)) return false;
  const isKnown = CUT_OFF_NEWS.some((news) => news === message.news);
  return message.kind === 'cut-off' && isKnown && Array.isArray(message.imports);
}

export function followOtherTabs(hear: (changed: SharedList) => void): void {
  openChannel().addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const changed = readTabMessage(data);
    if (changed) hear(changed);
  });
}

/** The list a message names; undefined for anything else, say from another version of the page. */
export function readTabMessage(message: unknown): SharedList | undefined {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return undefined;
  return SHARED_LISTS.find((list) => list === message.kind);
}

/**
 * Does the work while no other tab trains; browsers without locks just do it.
 *
 * @returns false, and nothing was done, when another tab holds the lock
 */
export async function whileNoOtherTabTrains(
  work: () => Promise<void>,
  locks: LockManager | undefined = globalThis.navigator?.locks,
): Promise<boolean> {
  if (!locks) return work().then(() => true);
  return locks.request(TRAINING_LOCK, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
}

/**
 * Resolves once no tab trains any more, however it ended: a tab that dies says nothing, but lets go of its locks.
 * To be called by one that does not train itself.
 */
export async function untilNobodyTrains(locks: LockManager = navigator.locks): Promise<void> {
  await locks.request(TRAINING_LOCK, { mode: 'shared' }, () => undefined);
  // The thread that trained may outlive its page by a moment.
  const { held = [] } = await locks.query();
  const runs = held.flatMap(({ name }) => (name?.startsWith(RUN_LOCK) ? [name] : []));
  await Promise.all(runs.map((name) => locks.request(name, { mode: 'shared' }, () => undefined)));
}
