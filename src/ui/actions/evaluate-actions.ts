import type { Split } from '../../shared/dataset';
import { askedBackend, datasetInUse, failureOf, learner, modelInUse, session } from '../session';
import { EMPTY, failed, ready, working } from '../stage';

let running: AbortController | undefined;

export function chooseSplit(split: Split): void {
  session.setState({ split, evaluate: EMPTY });
}

export async function startEvaluation(): Promise<void> {
  const { evaluate, split, weights } = session.getState();
  const [model, dataset] = [modelInUse(session.getState()), datasetInUse(session.getState())];
  if (!model || !dataset || evaluate.status === 'working') return;
  const controller = new AbortController();
  running = controller;
  session.setState({ evaluate: working(undefined) });
  try {
    const evaluation = await learner().call(
      'evaluate',
      { modelId: model.id, weights, datasetId: dataset.id, split, backend: askedBackend() },
      {
        signal: controller.signal,
        onProgress: (progress) => session.setState({ evaluate: working(progress) }),
      },
    );
    session.setState({ evaluate: evaluation ? ready(evaluation) : EMPTY });
  } catch (error) {
    session.setState({ evaluate: failed(failureOf(error)) });
  }
}

export function cancelEvaluation(): void {
  running?.abort();
}
