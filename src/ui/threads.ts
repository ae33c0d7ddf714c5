import { connect, type Connection } from '../rpc/connect';
import type { ImporterApi, LearnerApi, RecognizerApi } from '../rpc/contracts';
import type { BackendName } from '../shared/model-card';

// Workers are disposable: each starts with its first call, and one that died is replaced by the next.
let importerConnection: Connection<ImporterApi> | undefined;
let learnerConnection: Connection<LearnerApi> | undefined;
let recognizerConnection: Connection<RecognizerApi> | undefined;
let sorterConnection: Connection<RecognizerApi> | undefined;

export function importer(): Connection<ImporterApi> {
  if (!importerConnection || importerConnection.isDead)
    importerConnection = connect<ImporterApi>(
      new Worker(new URL('../../workers/importer.ts', import.meta.url), { type: 'module', name: 'importer' }),
      'importer',
    );
  return importerConnection;
}

export function learner(): Connection<LearnerApi> {
  if (!learnerConnection || learnerConnection.isDead)
    learnerConnection = connect<LearnerApi>(
      new Worker(new URL('../../workers/learner.ts', import.meta.url), { type: 'module', name: 'learner' }),
      'learner',
    );
  return learnerConnection;
}

export function recognizer(): Connection<RecognizerApi> {
  if (!recognizerConnection || recognizerConnection.isDead)
    recognizerConnection = connectRecognizer('recognizer');
  return recognizerConnection;
}

/** A recognizer of its own for photos: they go on being read, by their own model, while Live loads another. */
export function sorter(): Connection<RecognizerApi> {
  if (!sorterConnection || sorterConnection.isDead) sorterConnection = connectRecognizer('sorter');
  return sorterConnection;
}

function connectRecognizer(name: string): Connection<RecognizerApi> {
  const worker = new Worker(new URL('../../workers/recognizer.ts', import.meta.url), {
    type: 'module',
    name,
  });
  return connect<RecognizerApi>(worker, name);
}

/** Ends a learner that no longer answers. What it was asked rejects with internal/worker-crashed. */
export function endLearner(): void {
  learnerConnection?.terminate();
}

/** `?backend=` overrides the choice of the machine, for tests and comparisons. */
export function askedBackend(search: string = location.search): BackendName | undefined {
  const asked = new URLSearchParams(search).get('backend');
  return (['webgpu', 'wasm', 'cpu'] as const).find((name) => name === asked);
}
