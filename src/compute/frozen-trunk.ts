import type { Variable } from '@tensorflow/tfjs-core';
import { type LayersModel, model as functional, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Layer } from './plan/known-layers';

// A network is a trunk and a head: the head is the layer that makes the logits, the trunk everything before it. A
// frozen trunk only answers, as in inference: batch norm by its stored averages, without dropout. Only the head learns.

/** @param logits the network up to its logits */
export function headOf(logits: LayersModel): Layer {
  const head = logits.layers.at(-1);
  if (!head) throw new Error('A network without layers has no head.');
  return head;
}

/** Pixels to what the head reads. It shares its layers with the network and goes with it: not to be disposed. */
export function trunkOf(logits: LayersModel): LayersModel {
  return functional({ inputs: logits.inputs, outputs: headOf(logits).input as SymbolicTensor }); // reads one tensor
}

export interface NamedVariable {
  readonly name: string; // as the layer has it; the variable's own is made unique within the session
  readonly variable: Variable;
}

/** The weights that gradients move, and all that are not the same after a step: batch norm's averages too. */
export function changingWeights(
  logits: LayersModel,
  isTrunkFrozen: boolean,
): { readonly trainable: readonly NamedVariable[]; readonly all: readonly NamedVariable[] } {
  const { trainableWeights, weights } = isTrunkFrozen ? headOf(logits) : logits;
  return { trainable: namesOf(trainableWeights), all: namesOf(weights) };
}

/** tfjs-layers types what a weight reads as a plain tensor; it is the variable the weight wraps. */
function namesOf(weights: LayersModel['weights']): NamedVariable[] {
  return weights.map((weight) => ({ name: weight.originalName, variable: weight.read() as Variable }));
}
