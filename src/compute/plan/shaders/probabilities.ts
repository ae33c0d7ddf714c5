import { kernel, type Kernel, type PlanTensor } from '../kernel';

/** Probabilities of each row of logits [B, labels]; of a single one, its sigmoid. */
export function probabilitiesOf(
  { batch, labels }: { batch: number; labels: number },
  tensors: { logits: PlanTensor; probabilities: PlanTensor },
): Kernel {
  return kernel({
    label: 'probabilities',
    reads: { logits: { tensor: tensors.logits, type: 'f32' } },
    writes: { probabilities: { tensor: tensors.probabilities, type: 'f32' } },
    body: `
  if (index >= ${batch}u) { return; }
${
  labels === 1
    ? '  probabilities[index] = 1.0 / (1.0 + exp(-logits[index]));'
    : `  let begin = index * ${labels}u;
  var largest = logits[begin];
  for (var label = 1u; label < ${labels}u; label++) { largest = max(largest, logits[begin + label]); }
  var total = 0.0;
  for (var label = 0u; label < ${labels}u; label++) { total += exp(logits[begin + label] - largest); }
  for (var label = 0u; label < ${labels}u; label++) {
    probabilities[begin + label] = exp(logits[begin + label] - largest) / total;
  }`
}`,
    groups: Math.ceil(batch / 64),
    workgroup: 64,
  });
}
