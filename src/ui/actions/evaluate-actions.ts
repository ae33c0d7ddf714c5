import type { Split } from '../../shared/dataset';
import { datasetInUse, failureOf, modelInUse, session } from '../session';
import { askedBackend, learner } from '../threads';
import { EMPTY, failed, ready, working } from '../stage';
import { refreshAfter } from './data-actions';
import { enterEvaluation, isCurrent, leaveEvaluation } from './running-evaluation';

export function chooseSplit(split: Split): void {
  leaveEvaluation();
  session.setState({ split });
}

export async function startEvaluation(): Promise<void> {
  const { evaluate, split, weights } = session.getState();
  const [model, dataset] = [modelInUse(session.getState()), datasetInUse(session.getState())];
  if (!model || !dataset || evaluate.status === 'working') return;
  const controller = enterEvaluation();
  session.setState({ evaluate: working(undefined) });
  try {
    const evaluation = await learner().call(
      'evaluate',
      { modelId: model.id, weights, datasetId: dataset.id, split, backend: askedBackend() },
      {
        signal: controller.signal,
        onProgress: (progress) => {
          if (isCurrent(controller)) session.setState({ evaluate: working(progress) });
        },
      },
    );
    if (isCurrent(controller)) session.setState({ evaluate: evaluation ? ready(evaluation) : EMPTY });
  } catch (error) {
    if (!isCurrent(controller)) return;
    const failure = failureOf(error);
    // May put another dataset in place of a missing one: the failure then says why.
    await refreshAfter(failure);
    session.setState({ evaluate: failed(failure) });
  }
}
