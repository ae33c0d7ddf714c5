import { float } from '../../wgsl-number';
import { kernel, type Kernel, type PlanTensor } from '../kernel';

/** Where things stand in the scores: sum of losses, hits, and 1 once a loss was not finite. */
export const SCORE = { loss: 0, hits: 1, isBroken: 2 } as const;
export const SCORES = 4;

/**
 * Softmax cross-entropy with label smoothing, as in train/loss.ts: adds each row's loss and hit to the scores in a fixed
 * order and writes the gradient of the batch's mean loss.
 */
export function softmaxCrossEntropy(
  { batch, labels, smoothing }: { batch: number; labels: number; smoothing: number },
  tensors: { logits: PlanTensor; classes: PlanTensor; dLogits: PlanTensor; scores: PlanTensor },
): Kernel {
  return kernel({
    label: 'loss',
    reads: {
      logits: { tensor: tensors.logits, type: 'f32' },
      classes: { tensor: tensors.classes, type: 'u32' },
    },
    writes: {
      dLogits: { tensor: tensors.dLogits, type: 'f32' },
      scores: { tensor: tensors.scores, type: 'f32' },
    },
    declarations: `var<workgroup> team : array<vec2f, 64>;
// On bits: a compiler may take every float for finite.
fn isFinite(value : f32) -> bool { return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u; }`,
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
    var sum = 0.0;
    for (var label = 0u; label < ${labels}u; label++) {
      total += exp(logits[begin + label] - largest);
      sum += logits[begin + label] - largest;
    }
    let normaliser = log(total);
    let truth = classes[row];
    let ofTruth = normaliser - (logits[begin + truth] - largest);
    let ofAll = ${labels}.0 * normaliser - sum;
    own += vec2f(${float(1 - smoothing)} * ofTruth + ${float(smoothing / labels)} * ofAll, f32(winner == truth));
    for (var label = 0u; label < ${labels}u; label++) {
      let probability = exp(logits[begin + label] - largest) / total;
      let wanted = ${float(smoothing / labels)} + select(0.0, ${float(1 - smoothing)}, label == truth);
      dLogits[begin + label] = (probability - wanted) / ${batch}.0;
    }
  }
  team[lane] = own;
  workgroupBarrier();
  if (lane > 0u) { return; }
  var all = team[0];
  for (var other = 1u; other < 64u; other++) { all += team[other]; }
  scores[${SCORE.loss}] += all.x;
  scores[${SCORE.hits}] += all.y;
  if (!isFinite(all.x)) { scores[${SCORE.isBroken}] = 1.0; }`,
    groups: 1,
    workgroup: 64,
  });
}
