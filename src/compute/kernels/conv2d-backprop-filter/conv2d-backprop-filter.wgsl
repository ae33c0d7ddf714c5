// Filter gradient of a convolution, in slices: each invocation adds up some rows of output pixels for one tap,
// four input channels and four output channels. A second pass adds the slices, always in the same order.
//   x [B, height, width, inputs] f32      dy [B, outputHeight, outputWidth, outputs] f32
//   result [slices, taps, inputs, outputs] f32
// Sixteen sums stay in registers, so that eight loads feed sixteen products; no workgroup memory and no barrier,
// which cost more than they save on software adapters.
fn inputsAt(at : i32, left : i32) -> vec4<f32> {
  return vec4<f32>(
    x[at],
    select(0.0, x[at + min(1, left)], left > 0),
    select(0.0, x[at + min(2, left)], left > 1),
    select(0.0, x[at + min(3, left)], left > 2));
}

fn gradientsAt(at : i32, left : i32) -> vec4<f32> {
  return vec4<f32>(
    dy[at],
    select(0.0, dy[at + min(1, left)], left > 0),
    select(0.0, dy[at + min(2, left)], left > 1),
    select(0.0, dy[at + min(3, left)], left > 2));
}

fn write(at : i32, left : i32, sums : vec4<f32>) {
  result[at] = sums.x;
  if (left > 0) { result[at + 1] = sums.y; }
  if (left > 1) { result[at + 2] = sums.z; }
  if (left > 2) { result[at + 3] = sums.w; }
}

fn main(index : i32) {
  let inputBlocks = (uniforms.inputs + 3) / 4;
  let outputBlocks = (uniforms.outputs + 3) / 4;
  let taps = uniforms.filterHeight * uniforms.filterWidth;
  let output = index % outputBlocks * 4;
  let input = index / outputBlocks % inputBlocks * 4;
  let tap = index / (outputBlocks * inputBlocks) % taps;
  let slice = index / (outputBlocks * inputBlocks * taps);
  if (slice >= uniforms.slices) { return; }

  let stride = uniforms.stride;
  let shiftY = tap / uniforms.filterWidth - uniforms.padTop;
  let shiftX = tap % uniforms.filterWidth - uniforms.padLeft;
  // Columns of dy whose tap falls inside the picture.
  let firstColumn = max(0, (stride - 1 - shiftX) / stride);
  let endColumn = min(uniforms.outputWidth, (uniforms.width - 1 - shiftX + stride) / stride);
  let inputsLeft = uniforms.inputs - 1 - input;
  let outputsLeft = uniforms.outputs - 1 - output;
  let endRow = min((slice + 1) * uniforms.rowsPerSlice, uniforms.rows);

  var first = vec4<f32>();
  var second = vec4<f32>();
  var third = vec4<f32>();
  var fourth = vec4<f32>();
  for (var row = slice * uniforms.rowsPerSlice; row < endRow; row++) {
    let y = row % uniforms.outputHeight * stride + shiftY;
    if (y < 0 || y >= uniforms.height) { continue; }
    let line = (row / uniforms.outputHeight * uniforms.height + y) * uniforms.width + shiftX;
    for (var column = firstColumn; column < endColumn; column++) {
      let seen = inputsAt((line + column * stride) * uniforms.inputs + input, inputsLeft);
      let gradient = gradientsAt((row * uniforms.outputWidth + column) * uniforms.outputs + output, outputsLeft);
      first += seen.x * gradient;
      second += seen.y * gradient;
      third += seen.z * gradient;
      fourth += seen.w * gradient;
    }
  }

  let at = ((slice * taps + tap) * uniforms.inputs + input) * uniforms.outputs + output;
  write(at, outputsLeft, first);
  if (inputsLeft > 0) { write(at + uniforms.outputs, outputsLeft, second); }
  if (inputsLeft > 1) { write(at + uniforms.outputs * 2, outputsLeft, third); }
  if (inputsLeft > 2) { write(at + uniforms.outputs * 3, outputsLeft, fourth); }
}
