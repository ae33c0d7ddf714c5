/** A buffer of the plan: float32 unless it holds labels. */
export interface PlanTensor {
  readonly label: string;
  readonly elements: number;
  /** 'kept' has memory of its own; 'passing' shares it with others that live at other times of the step. */
  readonly lifetime: 'kept' | 'passing';
}

/** A tensor with memory of its own. */
export function kept(label: string, elements: number): PlanTensor {
  return { label, elements, lifetime: 'kept' };
}

/** A tensor that shares its memory with others that live at other times of the step. */
export function passing(label: string, elements: number): PlanTensor {
  return { label, elements, lifetime: 'passing' };
}

type ElementType = 'f32' | 'vec4f' | 'u32' | 'V';

export interface Binding {
  readonly tensor: PlanTensor;
  readonly type: ElementType;
}

/** One dispatch of the step. */
export interface Kernel {
  readonly label: string;
  readonly code: string;
  /** In binding order; a binding for the step's numbers comes after them when the code reads `step`. */
  readonly tensors: readonly PlanTensor[];
  readonly readsStep: boolean;
  readonly groups: readonly [number, number];
}

export interface KernelParts {
  readonly label: string;
  /** What must stand before everything else: extensions of the language. */
  readonly directives?: string;
  /** What the shader sees as read-only arrays, by name. */
  readonly reads: Readonly<Record<string, Binding>>;
  readonly writes: Readonly<Record<string, Binding>>;
  /** Baked into the code: u32 unless written as WGSL text. */
  readonly constants?: Readonly<Record<string, number | string>>;
  /** Functions and memory beside main. */
  readonly declarations?: string;
  /** Sees `group`, `lane` (0..workgroup-1) and `index` = group x workgroup + lane, all u32. */
  readonly body: string;
  readonly groups: number;
  readonly workgroup: number;
  /** Lanes of `V`, the vector type of elementwise work: 4 where the innermost size allows, else 1. */
  readonly lanes?: 1 | 4;
  readonly readsStep?: boolean;
}

const MOST_GROUPS = 65_535; // WebGPU's default limit along one axis

/** Numbers that change from step to step. `bits`: of each dropout layer, what the mask's indices are mixed into. */
const STEP_STRUCT = `struct Step {
  learningRate : f32, kept : f32, correction1 : f32, correction2 : f32,
  bits : array<vec4u, 8>,
  averaged : f32,
}`;
export const STEP_BYTES = 16 + 8 * 16 + 16;
/** Where its numbers stand, counted in words. */
export const STEP_WORDS = { learningRate: 0, bits: 4, averaged: 36 } as const;
export const MOST_DROPOUTS = 32;

/** Vectors of four where the length allows: one load instead of four. */
export function lanesOf(length: number): 1 | 4 {
  return length % 4 === 0 ? 4 : 1;
}

export function vectorType(lanes: 1 | 4): 'f32' | 'vec4f' {
  return lanes === 4 ? 'vec4f' : 'f32';
}

/** The components of a V, as suffixes. */
export function components(lanes: 1 | 4): readonly string[] {
  return lanes === 4 ? ['.x', '.y', '.z', '.w'] : [''];
}

/** Numbers 0..count-1, to write unrolled code with. */
export function each(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** WGSL `fn finished(z : V) -> V`: what becomes of a product where it is written. ReLU lets a NaN through. */
export function finishedFunction(rectifies: boolean | undefined): string {
  return `fn finished(z : V) -> V { return ${rectifies ? 'select(z, V(0), z <= V(0))' : 'z'}; }`;
}

/** Said in the shader: compilers check a place against a constant, or see that it need not be checked. */
function lengthOf({ elements }: PlanTensor, type: string, lanes: 1 | 4): number {
  const perItem = type === 'vec4f' ? 4 : type === 'V' ? lanes : 1;
  return Math.ceil(elements / perItem);
}

/** Writes the shader around a body. */
export function kernel(parts: KernelParts): Kernel {
  const { reads, writes, lanes = 1, readsStep = false, workgroup } = parts;
  const bound = [
    ...Object.entries(reads).map(([name, { tensor, type }]) => ({ name, access: 'read', tensor, type })),
    ...Object.entries(writes).map(([name, { tensor, type }]) => ({
      name,
      access: 'read_write',
      tensor,
      type,
    })),
  ];
  const width = Math.min(parts.groups, MOST_GROUPS);
  const code = [
    parts.directives ?? '',
    `alias V = ${vectorType(lanes)};`,
    `alias Vb = ${lanes === 4 ? 'vec4<bool>' : 'bool'};`,
    ...bound.map(
      ({ name, access, tensor, type }, at) =>
        `@group(0) @binding(${at}) var<storage, ${access}> ${name} : array<${type}, ${lengthOf(tensor, type, lanes)}>;`,
    ),
    ...(readsStep ? [STEP_STRUCT, `@group(0) @binding(${bound.length}) var<uniform> step_ : Step;`] : []),
    ...Object.entries(parts.constants ?? {}).map(([name, value]) =>
      typeof value === 'number' ? `const ${name} : u32 = ${value}u;` : `const ${name} = ${value};`,
    ),
    parts.declarations ?? '',
    `@compute @workgroup_size(${workgroup})
fn main(@builtin(workgroup_id) groupAt : vec3u, @builtin(local_invocation_index) lane : u32) {
  let group = groupAt.y * ${width}u + groupAt.x;
  let index = group * ${workgroup}u + lane;
${parts.body}
}`,
  ].join('\n');
  return {
    label: parts.label,
    code,
    tensors: bound.map(({ tensor }) => tensor),
    readsStep,
    groups: [width, Math.ceil(parts.groups / width)],
  };
}
