import type { LayerSpec, PlainLayerSpec } from '../../../../src/model/layer-spec';
import { PURPOSE, randomBits } from '../../../../src/shared/random';
import { layerNumber } from '../../../../src/compute/layers';

/** Values [B, H, W, C] or [B, C] in float64, and their gradient once backward has been there. */
interface Values {
  readonly shape: readonly number[];
  readonly data: Float64Array;
  readonly grad: Float64Array;
}

export interface Answer {
  readonly loss: number;
  /** By the name of the weight, as src/model/build-layers.ts gives names. */
  readonly gradients: ReadonlyMap<string, Float64Array>;
}

export interface Question {
  readonly layers: readonly LayerSpec[];
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly pixels: Float32Array;
  readonly labels: Uint8Array;
  readonly shape: readonly number[]; // of the pixels, [B, H, W, C]
  readonly smoothing: number;
  readonly seed: number; // of dropout, at step 0
}

/** Loss and gradients of one training step, by plain loops in float64: what the plan is held against. */
export function differentiate64(question: Question): Answer {
  return new Network64(question).answer();
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}

function zeros(shape: readonly number[]): Values {
  return { shape, data: new Float64Array(sizeOf(shape)), grad: new Float64Array(sizeOf(shape)) };
}

const at = (values: ArrayLike<number>, index: number) => values[index] ?? Number.NaN;

class Network64 {
  private readonly backwards: (() => void)[] = [];
  private readonly held = new Map<string, Values>();
  private readonly seen = new Map<string, number>();

  constructor(private readonly question: Question) {}

  answer(): Answer {
    const { layers, pixels, shape } = this.question;
    const x = { ...zeros(shape), data: Float64Array.from(pixels) };
    const logits = this.chain(layers, x);
    const loss = this.loss(logits);
    for (const backward of this.backwards.toReversed()) backward();
    return { loss, gradients: new Map([...this.held].map(([name, { grad }]) => [name, grad])) };
  }

  private chain(specs: readonly LayerSpec[], from: Values): Values {
    return specs.reduce((below, spec) => this.layer(spec, below), from);
  }

  private nameOf(kind: string): string {
    const count = (this.seen.get(kind) ?? 0) + 1;
    this.seen.set(kind, count);
    return `${kind.replaceAll('-', '_')}_${count}`;
  }

  private weight(name: string): Values {
    const values = this.question.weights.get(name);
    if (!values) throw new Error(`No weight ${name}.`);
    const held = { ...zeros([values.length]), data: Float64Array.from(values) };
    this.held.set(name, held);
    return held;
  }

  private layer(spec: LayerSpec, x: Values): Values {
    if (spec.kind === 'residual') return this.residual(spec, x);
    const name = this.nameOf(spec.kind);
    switch (spec.kind) {
      case 'conv':
        return this.conv(spec, name, x);
      case 'dense':
        return this.dense(spec.units, name, x);
      case 'batch-norm':
        return this.norm(spec.epsilon, name, x);
      case 'relu':
        return this.each(x, (value) => [Math.max(0, value), value > 0 ? 1 : 0]);
      case 'dropout':
        return this.dropout(spec.rate, name, x);
      case 'max-pool':
        return this.pool(x);
      case 'flatten':
        return { ...x, shape: [x.shape[0] ?? 0, sizeOf(x.shape.slice(1))] };
      case 'global-average-pool':
        return this.average(x);
    }
  }

  private residual({ branch, shortcut }: Extract<LayerSpec, { kind: 'residual' }>, x: Values): Values {
    const [first, second] = [this.chain(branch, x), this.chain(shortcut, x)];
    this.nameOf('add');
    const sum = zeros(first.shape);
    for (const index of sum.data.keys()) sum.data[index] = at(first.data, index) + at(second.data, index);
    this.backwards.push(() => {
      for (const term of [first, second])
        for (const index of sum.grad.keys()) term.grad[index] = at(term.grad, index) + at(sum.grad, index);
    });
    return this.layer({ kind: 'relu' }, sum);
  }

  /** @param of [result, derivative] of one value */
  private each(x: Values, of: (value: number, index: number) => readonly [number, number]): Values {
    const y = zeros(x.shape);
    const slopes = new Float64Array(x.data.length);
    for (const [index, value] of x.data.entries()) [y.data[index], slopes[index]] = of(value, index);
    this.backwards.push(() => {
      for (const [index, slope] of slopes.entries())
        x.grad[index] = at(x.grad, index) + slope * at(y.grad, index);
    });
    return y;
  }

  private dropout(rate: number, name: string, x: Values): Values {
    const { seed } = this.question;
    return this.each(x, (value, index) => {
      const bits = randomBits(seed, PURPOSE.dropout, 0, layerNumber(name), index) >>> 8;
      const factor = bits >= Math.ceil(rate * 0x1000000) ? 1 / (1 - rate) : 0;
      return [value * factor, factor];
    });
  }

  private conv(
    { filters, size, stride, bias, padding }: Extract<PlainLayerSpec, { kind: 'conv' }>,
    name: string,
    x: Values,
  ): Values {
    const [batch = 0, height = 0, width = 0, inputs = 0] = x.shape;
    const outputSide = (side: number) => Math.ceil((padding === 'same' ? side : side - size + 1) / stride);
    const padBefore = (side: number) =>
      padding === 'same' ? Math.max(0, (outputSide(side) - 1) * stride + size - side) >> 1 : 0;
    const kernel = this.weight(`${name}/kernel`);
    const shift = bias ? this.weight(`${name}/bias`) : undefined;
    const y = zeros([batch, outputSide(height), outputSide(width), filters]);
    const [, rows = 0, columns = 0] = y.shape;
    const [top, left] = [padBefore(height), padBefore(width)];
    const visit = (use: (yAt: number, xAt: number, kernelAt: number) => void) => {
      for (let image = 0; image < batch; image += 1)
        for (let row = 0; row < rows; row += 1)
          for (let column = 0; column < columns; column += 1)
            for (let ky = 0; ky < size; ky += 1)
              for (let kx = 0; kx < size; kx += 1) {
                const [down, right] = [row * stride + ky - top, column * stride + kx - left];
                if (down < 0 || down >= height || right < 0 || right >= width) continue;
                const xAt = ((image * height + down) * width + right) * inputs;
                const yAt = ((image * rows + row) * columns + column) * filters;
                const kernelAt = (ky * size + kx) * inputs * filters;
                for (let i = 0; i < inputs; i += 1)
                  for (let o = 0; o < filters; o += 1) use(yAt + o, xAt + i, kernelAt + i * filters + o);
              }
    };
    visit(
      (yAt, xAt, kernelAt) => (y.data[yAt] = at(y.data, yAt) + at(x.data, xAt) * at(kernel.data, kernelAt)),
    );
    this.backwards.push(() =>
      visit((yAt, xAt, kernelAt) => {
        x.grad[xAt] = at(x.grad, xAt) + at(y.grad, yAt) * at(kernel.data, kernelAt);
        kernel.grad[kernelAt] = at(kernel.grad, kernelAt) + at(y.grad, yAt) * at(x.data, xAt);
      }),
    );
    return shift ? this.shifted(y, shift) : y;
  }

  private shifted(y: Values, shift: Values): Values {
    const channels = shift.data.length;
    this.backwards.push(() => {
      for (const [index, slope] of y.grad.entries())
        shift.grad[index % channels] = at(shift.grad, index % channels) + slope;
    });
    for (const index of y.data.keys()) y.data[index] = at(y.data, index) + at(shift.data, index % channels);
    return y;
  }

  private dense(units: number, name: string, x: Values): Values {
    const [batch = 0, inputs = 0] = x.shape;
    const kernel = this.weight(`${name}/kernel`);
    const shift = this.weight(`${name}/bias`);
    const y = zeros([batch, units]);
    const visit = (use: (yAt: number, xAt: number, kernelAt: number) => void) => {
      for (let image = 0; image < batch; image += 1)
        for (let i = 0; i < inputs; i += 1)
          for (let o = 0; o < units; o += 1) use(image * units + o, image * inputs + i, i * units + o);
    };
    visit(
      (yAt, xAt, kernelAt) => (y.data[yAt] = at(y.data, yAt) + at(x.data, xAt) * at(kernel.data, kernelAt)),
    );
    this.backwards.push(() =>
      visit((yAt, xAt, kernelAt) => {
        x.grad[xAt] = at(x.grad, xAt) + at(y.grad, yAt) * at(kernel.data, kernelAt);
        kernel.grad[kernelAt] = at(kernel.grad, kernelAt) + at(y.grad, yAt) * at(x.data, xAt);
      }),
    );
    return this.shifted(y, shift);
  }

  private norm(epsilon: number, name: string, x: Values): Values {
    const channels = x.shape.at(-1) ?? 0;
    const rows = x.data.length / channels;
    const [gamma, beta] = [this.weight(`${name}/gamma`), this.weight(`${name}/beta`)];
    const y = zeros(x.shape);
    const hats = new Float64Array(x.data.length);
    const inverses = new Float64Array(channels);
    for (let channel = 0; channel < channels; channel += 1) {
      const column = Array.from({ length: rows }, (_, row) => at(x.data, row * channels + channel));
      const mean = column.reduce((sum, value) => sum + value, 0) / rows;
      const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
      const inverse = 1 / Math.sqrt(variance + epsilon);
      inverses[channel] = inverse;
      for (const [row, value] of column.entries()) {
        const index = row * channels + channel;
        hats[index] = (value - mean) * inverse;
        y.data[index] = at(hats, index) * at(gamma.data, channel) + at(beta.data, channel);
      }
    }
    this.backwards.push(() => {
      for (let channel = 0; channel < channels; channel += 1) {
        let [slopes, hatSlopes] = [0, 0];
        for (let index = channel; index < y.grad.length; index += channels) {
          slopes += at(y.grad, index);
          hatSlopes += at(y.grad, index) * at(hats, index);
        }
        beta.grad[channel] = slopes;
        gamma.grad[channel] = hatSlopes;
        const scale = at(gamma.data, channel) * at(inverses, channel);
        for (let index = channel; index < y.grad.length; index += channels)
          x.grad[index] =
            at(x.grad, index) + scale * (at(y.grad, index) - (slopes + at(hats, index) * hatSlopes) / rows);
      }
    });
    return y;
  }

  private pool(x: Values): Values {
    const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
    const y = zeros([batch, height >> 1, width >> 1, channels]);
    const winners = new Uint32Array(y.data.length);
    for (const index of y.data.keys()) {
      const channel = index % channels;
      const column = Math.floor(index / channels) % (width >> 1);
      const row = Math.floor(index / channels / (width >> 1)) % (height >> 1);
      const image = Math.floor(index / sizeOf(y.shape.slice(1)));
      const place = (down: number, right: number) =>
        ((image * height + 2 * row + down) * width + 2 * column + right) * channels + channel;
      const places = [place(0, 0), place(0, 1), place(1, 0), place(1, 1)];
      const winner = places.reduce((best, next) => (at(x.data, next) > at(x.data, best) ? next : best));
      winners[index] = winner;
      y.data[index] = at(x.data, winner);
    }
    this.backwards.push(() => {
      for (const [index, winner] of winners.entries())
        x.grad[winner] = at(x.grad, winner) + at(y.grad, index);
    });
    return y;
  }

  private average(x: Values): Values {
    const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
    const y = zeros([batch, channels]);
    const pixels = height * width;
    const place = (index: number) => Math.floor(index / (pixels * channels)) * channels + (index % channels);
    for (const [index, value] of x.data.entries())
      y.data[place(index)] = at(y.data, place(index)) + value / pixels;
    this.backwards.push(() => {
      for (const index of x.grad.keys())
        x.grad[index] = at(x.grad, index) + at(y.grad, place(index)) / pixels;
    });
    return y;
  }

  /** Cross-entropy with label smoothing; one unit stands against 0 for two labels. */
  private loss(logits: Values): number {
    const { labels, smoothing } = this.question;
    const units = logits.shape.at(-1) ?? 0;
    const classes = Math.max(2, units);
    let loss = 0;
    for (const [image, label] of labels.entries()) {
      const own = Array.from(logits.data.subarray(image * units, (image + 1) * units));
      const row = units === 1 ? [0, ...own] : own;
      const largest = Math.max(...row);
      const total = row.reduce((sum, value) => sum + Math.exp(value - largest), 0);
      for (const [place, value] of row.entries()) {
        const probability = Math.exp(value - largest) / total;
        const wanted = smoothing / classes + (place === label ? 1 - smoothing : 0);
        loss -= (wanted * (value - largest - Math.log(total))) / labels.length;
        const unit = units === 1 ? place - 1 : place;
        if (unit >= 0) logits.grad[image * units + unit] = (probability - wanted) / labels.length;
      }
    }
    return loss;
  }
}
