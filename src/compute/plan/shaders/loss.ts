import { kernel, type Kernel, type KernelParts, type PlanTensor } from '../kernel';

/** Where things stand in the scores: sum of losses, hits, and 1 once a loss was not finite. */
export const SCORE = { loss: 0, hits: 1, isBroken: 2 } as const;
export const SCORES = 4;

const SHARED = `var<workgroup> team : array<vec2f, 64>;
// On bits: a compiler may take every float for finite.
fn isFinite(value : f32) -> bool { return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u; }`;

/** Loss and hits of all invocations, always in the same order. */
const ADD_UP = `team[lane] = own;
  workgroupBarrier();
  if (lane > 0u) { return; }
  var all = team[0];
  for (var other = 1u; other < 64u; other++) { all += team[other]; }
  scores[${SCORE.loss}] += all.x;
  scores[${SCORE.hits}] += all.y;
  if (!isFinite(all.x)) { scores[${SCORE.isBroken}] = 1.0; }`;

interface LossTensors {
  readonly logits: PlanTensor;
  /** [B, labels], as compute/targets.ts gives them; the largest of a row is the picture's own label. */
  readonly targets: PlanTensor;
  readonly dLogits: PlanTensor;
  readonly scores: PlanTensor;
}

/**
 * Softmax cross-entropy, as in train/loss.ts: adds each row's loss and hit to the scores in a fixed order and writes the
 * gradient of the batch's mean loss.
 */
export function softmaxCrossEntropy(
  { batch, labels }: { batch: number; labels: number },
  tensors: LossTensors,
): Kernel {
  return kernel({
    label: 'loss',
    ...bindings(tensors),
    declarations: SHARED,
    body: `
  var own = vec2f(0);
  for (var row = lane; row < ${batch}u; row += 64u) {
    let begin = row * ${labels}u;
    var largest = logits[begin];
    var winner = 0u;
    for (var label = 1u; label < ${labels}u; label++) {
      if (logits[begin + label] > largest) { largest = logits[begin + label]; winner = label; }
    }
    var total = 0.0;
    var truth = 0u;
    for (var label = 0u; label < ${labels}u; label++) {
      total += exp(logits[begin + label] - largest);
      if (targets[begin + label] > targets[begin + truth]) { truth = label; }
    }
    let normaliser = log(total);
    var loss = 0.0;
    var weight = 0.0;
    for (var label = 0u; label < ${labels}u; label++) {
      loss += targets[begin + label] * (normaliser - (logits[begin + label] - largest));
      weight += targets[begin + label];
    }
    own += vec2f(loss, f32(winner == truth));
    for (var label = 0u; label < ${labels}u; label++) {
      let probability = exp(logits[begin + label] - largest) / total;
      dLogits[begin + label] = (weight * probability - targets[begin + label]) / ${batch}.0;
    }
  }
${ADD_UP}`,
    groups: 1,
    workgroup: 64,
  });
}

/** The same with one logit for two labels: the second one's probability is its sigmoid. */
export function sigmoidCrossEntropy({ batch }: { batch: number }, tensors: LossTensors): Kernel {
  return kernel({
    label: 'loss',
    ...bindings(tensors),
    declarations: SHARED,
    body: `
  var own = vec2f(0);
  for (var row = lane; row < ${batch}u; row += 64u) {
    let logit = logits[row];
    let wanted = targets[2u * row + 1u];
    let weight = targets[2u * row] + wanted;
    let isSecond = wanted > targets[2u * row];
    // exp of what is negative: it does not overflow.
    let small = exp(-abs(logit));
    own += vec2f(weight * (max(logit, 0.0) + log(1.0 + small)) - logit * wanted, f32((logit > 0.0) == isSecond));
    let probability = select(small, 1.0, logit > 0.0) / (1.0 + small);
    dLogits[row] = (weight * probability - wanted) / ${batch}.0;
  }
${ADD_UP}`,
    groups: 1,
    workgroup: 64,
  });
}

function bindings(tensors: LossTensors): Pick<KernelParts, 'reads' | 'writes'> {
  return {
    reads: {
      logits: { tensor: tensors.logits, type: 'f32' },
      targets: { tensor: tensors.targets, type: 'f32' },
    },
    writes: {
      dLogits: { tensor: tensors.dLogits, type: 'f32' },
      scores: { tensor: tensors.scores, type: 'f32' },
    },
  };
}
