// Adds the slices of column-sums.wgsl, first to last, into one figure per channel.
//   parts [slices, 2, channels] f32      pivot, spread [channels] f32      result [channels] f32
// uniforms: slices, rows, epsilon, and which figure:
//   0 mean: pivot + sum / rows           2 dbeta:  sum
//   1 biased variance                    3 dgamma: product / sqrt(spread + epsilon)
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let channels = uniforms.size;
  var sum = 0.0;
  var product = 0.0;
  for (var slice = 0; slice < uniforms.slices; slice++) {
    sum += parts[slice * 2 * channels + index];
    product += parts[(slice * 2 + 1) * channels + index];
  }
  let rows = f32(uniforms.rows);
  let offset = sum / rows;
  switch (uniforms.figure) {
    case 0: { result[index] = pivot[index] + offset; }
    case 1: { result[index] = max(0.0, product / rows - offset * offset); }
    case 2: { result[index] = sum; }
    default: { result[index] = product / sqrt(spread[index] + uniforms.epsilon); }
  }
}
