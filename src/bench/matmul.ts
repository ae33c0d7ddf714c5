/** A way to multiply two square float32 matrices, row after row in memory; bindings 0 and 1 are multiplied into 2. */
export interface MatmulKernel {
  readonly name: string;
  /** Side of the square of the product that one workgroup makes; it must divide the size. */
  readonly tile: number;
  readonly needs?: GPUFeatureName;
  code(size: number): string;
}

const BINDINGS = `
@group(0) @binding(0) var<storage, read> a : array<vec4f>;
@group(0) @binding(1) var<storage, read> b : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> product : array<vec4f>;`;

const count = (length: number) => Array.from({ length }, (_, index) => index);

/** A thread keeps 8 x 8 of the product in registers; no memory is shared: best where barriers are emulated. */
function registers(): MatmulKernel {
  const rows = count(8);
  return {
    name: '8 x 8 registers',
    tile: 64,
    code: (size) => `${BINDINGS}
const N = ${size / 4}u;
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) at : vec3u) {
  let row = at.y * 8u;
  let column = at.x * 2u;
${rows.map((i) => `  var l${i} = vec4f(); var r${i} = vec4f();`).join('\n')}
  for (var k = 0u; k < N; k++) {
${rows.map((i) => `    let a${i} = a[(row + ${i}u) * N + k];`).join('\n')}
${['x', 'y', 'z', 'w']
  .map(
    (lane, k) => `    {
      let bl = b[(k * 4u + ${k}u) * N + column];
      let br = b[(k * 4u + ${k}u) * N + column + 1u];
${rows.map((i) => `      l${i} = fma(vec4f(a${i}.${lane}), bl, l${i}); r${i} = fma(vec4f(a${i}.${lane}), br, r${i});`).join('\n')}
    }`,
  )
  .join('\n')}
  }
${rows.map((i) => `  product[(row + ${i}u) * N + column] = l${i}; product[(row + ${i}u) * N + column + 1u] = r${i};`).join('\n')}
}`,
  };
}

/** Four neighbouring threads read different rows of a and hand each other what they read; each keeps 16 x 8. */
function quads(): MatmulKernel {
  const rows = count(16);
  const add = (row: number, lane: string) =>
    `{ let e = quadBroadcast(a${row >> 2}.${lane}, ${row & 3}u); l${row} += e * bl; r${row} += e * br; }`;
  return {
    name: '16 x 32 per quad',
    tile: 64,
    needs: 'subgroups',
    code: (size) => `enable subgroups;
${BINDINGS}
const N = ${size / 4}u;
@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) thread : u32) {
  let own = thread % 4u;
  let row = group.y * 64u + thread / 8u * 16u;
  let column = group.x * 16u + thread / 4u % 2u * 8u + own;
${rows.map((i) => `  var l${i} = vec4f(); var r${i} = vec4f();`).join('\n')}
  for (var k = 0u; k < N; k++) {
${count(4)
  .map((i) => `    let a${i} = a[(row + ${4 * i}u + own) * N + k];`)
  .join('\n')}
${['x', 'y', 'z', 'w']
  .map(
    (lane, k) => `    {
      let bl = b[(k * 4u + ${k}u) * N + column];
      let br = b[(k * 4u + ${k}u) * N + column + 4u];
${rows.map((i) => `      ${add(i, lane)}`).join('\n')}
    }`,
  )
  .join('\n')}
  }
${rows.map((i) => `  product[(row + ${i}u) * N + column] = l${i}; product[(row + ${i}u) * N + column + 4u] = r${i};`).join('\n')}
}`,
  };
}

/**
 * A workgroup shares tiles of both matrices, `depth` deep; a thread keeps side x side of the product.
 * The tile of a is stored transposed, so that a thread reads its rows of one k as vectors.
 */
function shared({ tile, side, depth }: { tile: number; side: 4 | 8; depth: number }): MatmulKernel {
  const across = tile / side;
  const threads = across * across;
  const vectors = side / 4; // of four columns, per thread
  const tileVectors = (tile * depth) / 4;
  const rows = count(side);
  const columns = count(vectors);
  const loads = count(Math.ceil(tileVectors / threads));
  const guard = (index: string) => (tileVectors % threads === 0 ? '' : `if (${index} < ${tileVectors}u) `);
  return {
    name: `shared ${tile} x ${tile} x ${depth}, ${side} x ${side} per thread`,
    tile,
    code: (size) => `${BINDINGS}
const N = ${size / 4}u;
var<workgroup> ta : array<f32, ${tile * depth}>;
var<workgroup> tb : array<vec4f, ${tileVectors}>;
fn loadA(index : u32, rowAt : u32, k : u32) {
  let row = index / ${depth / 4}u;
  let deep = index % ${depth / 4}u;
  let v = a[(rowAt + row) * N + k / 4u + deep];
  ta[(deep * 4u) * ${tile}u + row] = v.x;
  ta[(deep * 4u + 1u) * ${tile}u + row] = v.y;
  ta[(deep * 4u + 2u) * ${tile}u + row] = v.z;
  ta[(deep * 4u + 3u) * ${tile}u + row] = v.w;
}
fn loadB(index : u32, columnAt : u32, k : u32) {
  tb[index] = b[(k + index / ${tile / 4}u) * N + columnAt + index % ${tile / 4}u];
}
@compute @workgroup_size(${across}, ${across})
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_id) local : vec3u,
        @builtin(local_invocation_index) lane : u32) {
  let rowAt = group.y * ${tile}u;
  let columnAt = group.x * ${tile / 4}u;
${rows.map((i) => columns.map((j) => `  var s${i}_${j} = vec4f();`).join('')).join('\n')}
  for (var k = 0u; k < ${size}u; k += ${depth}u) {
${loads
  .map((load) => {
    const index = `(lane + ${load * threads}u)`;
    return `    ${guard(index)}{ loadA(${index}, rowAt, k); loadB(${index}, columnAt, k); }`;
  })
  .join('\n')}
    workgroupBarrier();
    for (var d = 0u; d < ${depth}u; d++) {
${rows.map((i) => `      let a${i} = vec4f(ta[d * ${tile}u + local.y * ${side}u + ${i}u]);`).join('\n')}
${columns.map((j) => `      let b${j} = tb[d * ${tile / 4}u + local.x + ${j * across}u];`).join('\n')}
${rows.map((i) => columns.map((j) => `      s${i}_${j} = fma(a${i}, b${j}, s${i}_${j});`).join('')).join('\n')}
    }
    workgroupBarrier();
  }
${rows
  .map((i) =>
    columns
      .map(
        (j) =>
          `  product[(rowAt + local.y * ${side}u + ${i}u) * N + columnAt + local.x + ${j * across}u] = s${i}_${j};`,
      )
      .join('\n'),
  )
  .join('\n')}
}`,
  };
}

/** What a whole step is compared with: the best of these, and of the other engines', is "matmul" of an adapter. */
export const MATMULS: readonly MatmulKernel[] = [
  registers(),
  quads(),
  shared({ tile: 32, side: 4, depth: 8 }),
  shared({ tile: 64, side: 4, depth: 16 }),
  shared({ tile: 64, side: 8, depth: 16 }),
  shared({ tile: 128, side: 8, depth: 8 }),
  shared({ tile: 128, side: 8, depth: 16 }),
];
