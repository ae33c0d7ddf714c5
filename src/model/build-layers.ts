import { layers as stock, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { batchNormalization, conv2d, dropout } from '../compute/layers';
import type { LayerSpec, PlainLayerSpec } from './layer-spec';

/** Applies a chain of layers to the pixels. @param dropoutRate of every dropout layer instead of its own */
export function buildLayers(
  specs: readonly LayerSpec[],
  pixels: SymbolicTensor,
  dropoutRate?: number,
): { readonly output: SymbolicTensor; readonly zeroScales: ReadonlySet<string> } {
  const builder = new LayerBuilder(dropoutRate);
  return { output: builder.chain(specs, pixels), zeroScales: builder.zeroScales };
}

class LayerBuilder {
  readonly zeroScales = new Set<string>();
  private readonly seen = new Map<string, number>();

  constructor(private readonly dropoutRate: number | undefined) {}

  chain(specs: readonly LayerSpec[], from: SymbolicTensor): SymbolicTensor {
    return specs.reduce(
      (below, spec) =>
        spec.kind === 'residual'
          ? this.residual(spec, below)
          : (this.layer(spec).apply(below) as SymbolicTensor), // one in, one out
      from,
    );
  }

  private residual(
    { branch, shortcut }: Extract<LayerSpec, { kind: 'residual' }>,
    from: SymbolicTensor,
  ): SymbolicTensor {
    const terms = [this.chain(branch, from), this.chain(shortcut, from)];
    const sum = stock.add({ name: this.nameOf('add') }).apply(terms) as SymbolicTensor;
    return this.chain([{ kind: 'relu' }], sum);
  }

  private layer(spec: PlainLayerSpec) {
    const name = this.nameOf(spec.kind);
    if (spec.kind === 'batch-norm' && spec.firstScale === 0) this.zeroScales.add(`${name}/gamma`);
    const own = spec.kind === 'dropout' ? { ...spec, rate: this.dropoutRate ?? spec.rate } : spec;
    return makeLayer(own, name);
  }

  /** "conv_1", "batch_norm_1", …: fixed names, so that two networks of one plan have the same weight names. */
  private nameOf(kind: string): string {
    const count = (this.seen.get(kind) ?? 0) + 1;
    this.seen.set(kind, count);
    return `${kind.replaceAll('-', '_')}_${count}`;
  }
}

function makeLayer(layer: PlainLayerSpec, name: string) {
  switch (layer.kind) {
    case 'conv':
      return conv2d({
        name,
        filters: layer.filters,
        kernelSize: layer.size,
        strides: layer.stride,
        padding: layer.padding,
        useBias: layer.bias,
        // Weights are set from our own seeded randomness afterwards; tfjs' initialisers are slow and not ours to seed.
        kernelInitializer: 'zeros',
      });
    case 'batch-norm':
      return batchNormalization({ name, momentum: layer.momentum, epsilon: layer.epsilon });
    case 'relu':
      return stock.activation({ name, activation: 'relu' });
    case 'max-pool':
      return stock.maxPooling2d({ name, poolSize: 2, strides: 2 });
    case 'dropout':
      return dropout({ name, rate: layer.rate });
    case 'flatten':
      return stock.flatten({ name });
    case 'global-average-pool':
      return stock.globalAveragePooling2d({ name });
    case 'dense':
      return stock.dense({ name, units: layer.units, kernelInitializer: 'zeros' });
  }
}
