/** What a contender can be asked to train. `narrow`: the Seed CNN's shape with 8, 16, 32, 32 filters and no dropout. */
export type BenchNetwork = 'seed-cnn' | 'fast' | 'narrow';

export interface StepsQuestion {
  readonly network: BenchNetwork;
  readonly batch: number;
  /** Queued one after another; the clock stops when the last is done. */
  readonly steps: number;
  readonly backend: 'webgpu' | 'wasm';
}

export interface StepsAnswer {
  /** For all steps together, milliseconds. */
  readonly ms: number;
  readonly loss: number;
  readonly executor: string;
  /** The first question about a network: includes making its pipelines. */
  readonly isFirst: boolean;
}

export interface CountQuestion {
  readonly batch: number;
  readonly steps: number;
  /** After so many steps the network gets its weights back, as at an epoch's end; absent: never. */
  readonly stepsPerEpoch?: number;
}

/** Of one step of the Seed CNN, averaged over the steps. */
export interface CountAnswer {
  readonly dispatches: number;
  readonly submits: number;
  readonly buffers: number;
  readonly uploadedBytes: number;
  /** JavaScript from the batch to the submission, milliseconds. */
  readonly jsMs: number;
  /** Live after the last step, without the pictures that are kept there. */
  readonly gpuBytes: number;
  /** Between the first fifth of the steps and the last. */
  readonly gpuBytesGrowth: number;
  readonly executor: string;
}

export interface MatmulQuestion {
  readonly size: number;
  /** By name; absent: every kernel. */
  readonly only?: string;
}

/** One way to multiply two square float32 matrices. */
export interface MatmulAnswer {
  readonly name: string;
  readonly size: number;
  readonly gflops: number;
}

export interface KernelTime {
  readonly name: string;
  readonly calls: number;
  readonly ms: number;
}

export interface AdapterReport {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isSoftware: boolean;
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}
