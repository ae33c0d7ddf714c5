import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import {
  type Dropout,
  dropoutOf,
  featureShape,
  type FeatureShape,
  is,
  isPixel,
  isPoolOfTwo,
  isRelu,
  type Layer,
  type Linear,
  linearOf,
  type Norm,
  normOf,
} from './known-layers';

/** What becomes of the numbers after product and norm, in this order. What is added to is neither pooled nor dropped. */
export interface Activation {
  /** The value that is added, as at the end of a residual block. */
  readonly adds: number | undefined;
  readonly rectifies: boolean;
  /** Maximum over 2 x 2, stride 2; an odd last row or column is left out. */
  readonly pools: boolean;
  readonly dropout: Dropout | undefined;
}

/** One stage of the networks the plan can replay. Stage i makes value i + 1; value 0 are the pixels. */
export type Stage =
  /** Each part may be missing, but not all. A bias in front of a norm only shifts the norm's mean. */
  | {
      readonly kind: 'block';
      readonly name: string;
      readonly from: number;
      readonly linear: Linear | undefined;
      readonly norm: Norm | undefined;
      readonly activation: Activation | undefined; // undefined: nothing becomes of them
      readonly shape: FeatureShape; // what norm and activation work on
      readonly output: FeatureShape;
    }
  /** Mean over all pixels, then perhaps dropout. */
  | {
      readonly kind: 'average';
      readonly name: string;
      readonly from: number;
      readonly input: FeatureShape;
      readonly output: FeatureShape;
      readonly dropout: Dropout | undefined;
    }
  /** Two values added where neither comes from a block that could do it, then perhaps ReLU. */
  | {
      readonly kind: 'sum';
      readonly name: string;
      readonly from: readonly [number, number];
      readonly output: FeatureShape;
      readonly rectifies: boolean;
    };

export type BlockStage = Extract<Stage, { kind: 'block' }>;

export interface NetworkGraph {
  readonly input: FeatureShape;
  readonly stages: readonly Stage[]; // the last one makes the logits
  /** Numbers in one row of logits. */
  readonly units: number;
}

/** The layer that makes a network one the plan does not know. */
interface UnknownLayer {
  readonly unknown: string;
}

/** The stages a network is made of, from pixels to logits; or what is unknown in it: then tfjs' autograd trains it. */
export function networkGraph(logits: LayersModel): NetworkGraph | UnknownLayer {
  const [first, ...others] = logits.layers;
  const input = first && featureShape(first.output);
  if (!first || !input || !is(first, 'InputLayer')) return { unknown: first?.name ?? 'input' };
  const reader = new GraphReader(others);
  reader.values.set(first.output as SymbolicTensor, { index: 0, shape: input });
  const stages: Stage[] = [];
  for (const layer of others) {
    if (reader.taken.has(layer)) continue;
    const stage = layer.trainable ? reader.readStage(layer, stages.length + 1) : undefined;
    if (stage === undefined) return { unknown: layer.name };
    if (stage !== 'flatten') stages.push(stage);
  }
  const last = stages.at(-1);
  if (!last || !isPixel(last.output)) return { unknown: others.at(-1)?.name ?? first.name };
  return { input, stages, units: last.output[2] };
}

interface Value {
  readonly index: number;
  readonly shape: FeatureShape;
}

/** Puts layers together into stages: a stage goes on for as long as nothing else reads what a layer makes. */
class GraphReader {
  readonly values = new Map<SymbolicTensor, Value>();
  readonly taken = new Set<Layer>();
  private readonly readers = new Map<SymbolicTensor, Layer[]>();

  constructor(layers: readonly Layer[]) {
    for (const layer of layers)
      for (const tensor of inputsOf(layer))
        this.readers.set(tensor, [...(this.readers.get(tensor) ?? []), layer]);
  }

  /** @returns undefined for a layer the plan does not know; 'flatten' needs no work */
  readStage(layer: Layer, index: number): Stage | 'flatten' | undefined {
    const inputs = inputsOf(layer).map((tensor) => this.values.get(tensor));
    const [first, second, ...more] = inputs;
    if (!first || more.length > 0) return undefined;
    if (is(layer, 'Add')) return second && this.readSum(new Chain(this, layer), [first, second], index);
    if (inputs.length > 1) return undefined;
    if (is(layer, 'Flatten')) {
      this.taken.add(layer);
      const [height, width, channels] = first.shape;
      this.define(layer, { index: first.index, shape: [1, 1, height * width * channels] });
      return 'flatten';
    }
    if (is(layer, 'GlobalAveragePooling2D')) return this.readAverage(new Chain(this, layer), first, index);
    return this.readBlock(new Chain(this, layer), first, index);
  }

  private readSum(chain: Chain, [first, second]: [Value, Value], index: number): Stage | undefined {
    if (first.shape.join() !== second.shape.join()) return undefined;
    chain.take(() => true);
    const rectifies = chain.take(isRelu) ?? false;
    const output = first.shape;
    this.define(chain.last, { index, shape: output });
    return { kind: 'sum', name: chain.name, from: [first.index, second.index], output, rectifies };
  }

  private readAverage(chain: Chain, { index: from, shape: input }: Value, index: number): Stage {
    chain.take(() => true);
    const dropout = chain.take(dropoutOf);
    const output: FeatureShape = [1, 1, input[2]];
    this.define(chain.last, { index, shape: output });
    return { kind: 'average', name: chain.name, from, input, output, dropout };
  }

  private readBlock(chain: Chain, { index: from, shape: input }: Value, index: number): Stage | undefined {
    const linear = chain.take((layer) => linearOf(layer, input));
    const shape = linear?.output ?? input;
    const norm = chain.take(normOf);
    const adds = chain.takeSum(shape);
    const rectifies = chain.take(isRelu) ?? false;
    const pools = adds === undefined && (chain.take(isPoolOfTwo) ?? false);
    const dropout = adds === undefined ? chain.take(dropoutOf) : undefined;
    if (!linear && !norm && !rectifies && !pools && !dropout) return undefined;
    const [height, width, channels] = shape;
    const output: FeatureShape = pools ? [height >> 1, width >> 1, channels] : shape;
    if (output[0] * output[1] === 0) return undefined;
    this.define(chain.last, { index, shape: output });
    const isActive = norm || adds !== undefined || rectifies || pools || dropout;
    const activation = isActive ? { adds, rectifies, pools, dropout } : undefined;
    return { kind: 'block', name: chain.name, from, linear, norm, activation, shape, output };
  }

  private define(layer: Layer, value: Value): void {
    if (!Array.isArray(layer.output)) this.values.set(layer.output, value);
  }

  /** The only layer that reads what this one makes. */
  readerOf(layer: Layer): Layer | undefined {
    const [next, ...others] = Array.isArray(layer.output) ? [] : (this.readers.get(layer.output) ?? []);
    return next && others.length === 0 && next.trainable ? next : undefined;
  }

  /** The same, where it reads nothing else. */
  after(layer: Layer): Layer | undefined {
    const next = this.readerOf(layer);
    return next && inputsOf(next).length === 1 ? next : undefined;
  }
}

/** Layers fed by one another and by nothing else, taken one by one. */
class Chain {
  private previous: Layer | undefined;
  private next: Layer | undefined;
  readonly name: string;

  constructor(
    private readonly reader: GraphReader,
    first: Layer,
  ) {
    this.next = first;
    this.name = first.name;
  }

  get last(): Layer {
    if (!this.previous) throw new Error(`No layer was taken at ${this.name}.`);
    return this.previous;
  }

  /** The next layer, when `read` makes something of it. */
  take<T>(read: (layer: Layer) => T | undefined): T | undefined {
    const layer = this.next;
    const found = layer && read(layer);
    if (!layer || found === undefined) return undefined;
    this.goOnTo(layer);
    return found;
  }

  /** A sum with a value that is there already. @returns which */
  takeSum(shape: FeatureShape): number | undefined {
    const sum = this.previous && this.reader.readerOf(this.previous);
    if (!sum || !is(sum, 'Add')) return undefined;
    const [other, ...more] = inputsOf(sum).filter((term) => term !== this.previous?.output);
    const value = other && this.reader.values.get(other);
    if (!value || more.length > 0 || value.shape.join() !== shape.join()) return undefined;
    this.goOnTo(sum);
    return value.index;
  }

  private goOnTo(layer: Layer): void {
    this.reader.taken.add(layer);
    this.previous = layer;
    this.next = this.reader.after(layer);
  }
}

function inputsOf({ input }: Layer): SymbolicTensor[] {
  return [input].flat();
}
