import { recall, remember } from '../remembered';
import { session } from '../session';

/** Some browsers have none on pages served without TLS. */
function browserStorage(): Partial<StorageManager> | undefined {
  return globalThis.navigator?.storage;
}

/** Asks the browser how much is free and whether it keeps what is stored; it may say neither. */
export async function readStorage(): Promise<void> {
  const storage = browserStorage();
  const [estimate, isPersisted] = await Promise.all([
    storage?.estimate?.().catch(() => undefined),
    storage?.persisted?.().catch(() => undefined),
  ]);
  const { quota, usage } = estimate ?? {};
  const freeBytes = quota === undefined || usage === undefined ? undefined : Math.max(0, quota - usage);
  session.setState(({ storage: before }) => ({
    storage: { freeBytes, isPersisted, wasRefused: before?.wasRefused ?? false },
  }));
}

/** After the first import; what the browser answers is shown, and asking again is the user's business. */
export async function askToPersistOnce(): Promise<void> {
  if (recall('askedToPersist') === undefined) {
    remember('askedToPersist', 'yes');
    await browserStorage()
      ?.persist?.()
      .catch(() => false);
  }
  await readStorage();
}

export async function askToPersist(): Promise<void> {
  const isGranted = await browserStorage()
    ?.persist?.()
    .catch(() => false);
  await readStorage();
  session.setState(({ storage }) => ({ storage: storage && { ...storage, wasRefused: isGranted !== true } }));
}
