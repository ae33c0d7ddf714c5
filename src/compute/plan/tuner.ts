import { type AdapterTraits, largestBinding } from './adapter-traits';
import { planSlots } from './buffers';
import { compileDispatches, type Dispatch, encode } from './dispatches';
import type { Kernel, PlanTensor } from './kernel';
import type { FeatureShape, Linear } from './known-layers';
import type { NetworkGraph } from './network-graph';
import { PlanMemory } from './plan-memory';
import {
  filterGradientWays,
  forwardWays,
  inputGradientWays,
  partialElements,
  productKey,
  type ProductKind,
  type Tuning,
} from './products';
import { filterElements } from './shaders/filter-gradient';

/** Where choices are remembered, so that a run that goes on later has the same. */
export interface TuningStore {
  read(adapter: string): Promise<Tuning | undefined>;
  write(adapter: string, tuning: Tuning): Promise<void>;
}

/** Raised when a way is added or does something else: older choices are then forgotten. */
const KERNEL_VERSION = 1;
const BUDGET_MS = { software: 500, real: 1500 };
/** More than this is not run to measure it: fewer pictures are. */
const MOST_FLOPS = { software: 3e7, real: 4e10 };
const RUN_MS = 4; // how long a measurement should take, to be more than the noise of submitting
const MOST_RUNS = 16;
/** A way that is hardly faster than the first is not worth differing from other machines. */
const WORTHWHILE = 0.95;

/** Makes the same choices again without the store: a run that starts anew in this thread must not differ. */
const session = new Map<string, Tuning>();

interface TuningRequest {
  readonly batch: number;
  readonly traits: AdapterTraits;
  readonly store: TuningStore;
  /** For all products together; what is not measured by then is worked out in the first way there is. */
  readonly budgetMs?: number;
}

/**
 * How to work out the products of a network's training step on this device: as remembered, else the ways are tried for a
 * short while. A choice once made for a product on an adapter stays.
 */
export async function tunedProducts(
  device: GPUDevice,
  network: NetworkGraph,
  { batch, traits, store, budgetMs }: TuningRequest,
): Promise<Tuning> {
  const adapter = adapterKey(device);
  const remembered = { ...(await store.read(adapter)), ...session.get(adapter) };
  const wanted = productsOf(network, batch).filter(({ key }) => remembered[key] === undefined);
  const deadline = performance.now() + (budgetMs ?? BUDGET_MS[traits.isSoftware ? 'software' : 'real']);
  const found: Record<string, string> = {};
  for (const product of wanted.toSorted((a, b) => b.flops - a.flops))
    found[product.key] = await fastestWay(device, product, { batch, traits, deadline });
  const tuning = { ...remembered, ...found };
  session.set(adapter, tuning);
  // A full disk must not keep anyone from training: the session remembers too.
  if (wanted.length > 0) await store.write(adapter, tuning).catch(() => undefined);
  return tuning;
}

/** What else may run at other speeds, or gives other choices. */
function adapterKey({ adapterInfo, limits, features }: GPUDevice): string {
  // The types promise it; browsers older than the property do not have it.
  const info: GPUAdapterInfo | undefined = adapterInfo;
  const { vendor = '', architecture = '', device = '', description = '' } = info ?? {};
  const { maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup } = limits;
  return [
    vendor,
    architecture,
    device,
    description,
    maxComputeWorkgroupStorageSize,
    maxComputeInvocationsPerWorkgroup,
    features.has('subgroups'),
    `kernels ${KERNEL_VERSION}`,
  ].join('|');
}

interface Product {
  readonly kind: ProductKind;
  readonly linear: Linear;
  readonly key: string;
  readonly flops: number;
}

function productsOf({ stages }: NetworkGraph, batch: number): Product[] {
  const found = new Map<string, Product>();
  for (const stage of stages) {
    if (stage.kind !== 'block' || !stage.linear) continue;
    const { linear, from } = stage;
    for (const kind of ['forward', 'input gradient', 'filter gradient'] as const) {
      if (kind === 'input gradient' && from === 0) continue;
      const key = productKey(kind, linear, batch);
      found.set(key, { kind, linear, key, flops: flopsOf(linear, batch) });
    }
  }
  return [...found.values()];
}

function flopsOf(linear: Linear, batch: number): number {
  return 2 * batch * linear.output[0] * linear.output[1] * filterElements(linear);
}

/** @returns the name of the fastest that could be measured; of the first when none could */
async function fastestWay(
  device: GPUDevice,
  { kind, linear, flops }: Product,
  { batch, traits, deadline }: { batch: number; traits: AdapterTraits; deadline: number },
): Promise<string> {
  const first = waysOf(kind, linear, batch, traits)[0];
  const most = MOST_FLOPS[traits.isSoftware ? 'software' : 'real'];
  const images = Math.max(1, Math.floor(batch * Math.min(1, most / flops)));
  const ways = waysOf(kind, linear, images, traits).filter(
    // On fewer images a product may be cut into other parts, so only what is there for all of them counts.
    ({ name }) => images === batch || waysOf(kind, linear, batch, traits).some((way) => way.name === name),
  );
  let best = { name: first?.name ?? '', ms: Infinity };
  for (const way of ways) {
    if (performance.now() > deadline) break;
    const ms = await timeOf(device, way.kernels);
    if (ms < best.ms * (best.name === first?.name ? WORTHWHILE : 1)) best = { name: way.name, ms };
  }
  return best.name;
}

interface BoundWay {
  readonly name: string;
  readonly kernels: readonly Kernel[];
}

/** Every way of a product, on tensors of its own. */
function waysOf(kind: ProductKind, linear: Linear, batch: number, traits: AdapterTraits): BoundWay[] {
  const [x, y] = [scratch('x', batch, linear.input), scratch('y', batch, linear.output)];
  const filter: PlanTensor = { label: 'filter', elements: filterElements(linear), lifetime: 'kept' };
  switch (kind) {
    case 'forward':
      return forwardWays(linear, batch, traits).map((way) => ({
        name: way.name,
        kernels: way.kernels({ x, filter, y }),
      }));
    case 'input gradient':
      return inputGradientWays(linear, batch, traits).map((way) => ({
        name: way.name,
        kernels: way.kernels({ dy: y, filter, dx: x }),
      }));
    case 'filter gradient':
      return filterGradientWays(linear, batch, traits).map((way) => {
        const elements = partialElements(linear, way);
        const partials: PlanTensor = { label: 'partials', elements, lifetime: 'kept' };
        return { name: way.name, kernels: way.kernels({ x, dy: y, partials }) };
      });
  }
}

function scratch(label: string, batch: number, [height, width, channels]: FeatureShape): PlanTensor {
  return { label, elements: batch * height * width * channels, lifetime: 'kept' };
}

/** Milliseconds of one run; infinite where a driver does not take it. */
async function timeOf(device: GPUDevice, kernels: readonly Kernel[]): Promise<number> {
  const slots = planSlots(kernels);
  if (slots.some(({ elements }) => elements * 4 > largestBinding(device))) return Infinity;
  const memory = new PlanMemory(device, slots);
  try {
    memory.fillWithNoise(); // zeros would take less power than numbers do
    const dispatches = await compileDispatches(device, kernels, memory);
    await timed(device, dispatches, 1); // compiles, and wakes the adapter
    const once = await timed(device, dispatches, 1);
    const runs = Math.min(MOST_RUNS, Math.floor(RUN_MS / once));
    return runs < 2 ? once : (await timed(device, dispatches, runs)) / runs;
  } catch (error) {
    if (error instanceof GPUPipelineError) return Infinity;
    throw error;
  } finally {
    memory.destroy();
  }
}

async function timed(device: GPUDevice, dispatches: readonly Dispatch[], runs: number): Promise<number> {
  const encoder = device.createCommandEncoder();
  for (let run = 0; run < runs; run += 1) encode(encoder, dispatches);
  await device.queue.onSubmittedWorkDone();
  const start = performance.now();
  device.queue.submit([encoder.finish()]);
  await device.queue.onSubmittedWorkDone();
  return performance.now() - start;
}
