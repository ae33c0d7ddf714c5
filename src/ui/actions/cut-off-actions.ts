import type { ImportIntent } from '../../storage/database';
import { session } from '../session';
import { followCutOff, tellOfCutOff } from '../tabs';
import { importer } from '../threads';

/**
 * Tells of imports that did not reach their end, in every tab: only one of them finds what is left of an import, and that
 * may be another than the one that was reloaded. Where storage cannot be read, the list of datasets says so.
 */
export async function tellOfCutOffImports(): Promise<void> {
  followCutOff({
    asked: () => tellWhatIsKnown(),
    told: add,
    read: () => session.setState({ cutOff: [] }),
  });
  tellOfCutOff('asked');
  const onProgress = (intent: ImportIntent) => {
    add([intent]);
    tellWhatIsKnown();
  };
  await importer()
    .call('cutOffImports', undefined, { onProgress })
    .catch(() => undefined);
}

/** The visitor has read of them, or goes on without an answer. */
export function dismissCutOff(): void {
  if (session.getState().cutOff.length === 0) return;
  session.setState({ cutOff: [] });
  tellOfCutOff('read');
}

function tellWhatIsKnown(): void {
  const { cutOff } = session.getState();
  if (cutOff.length > 0) tellOfCutOff('told', cutOff);
}

function add(imports: readonly ImportIntent[]): void {
  session.setState(({ cutOff }) => ({
    cutOff: [...cutOff, ...imports.filter(({ id }) => !cutOff.some((known) => known.id === id))],
  }));
}
