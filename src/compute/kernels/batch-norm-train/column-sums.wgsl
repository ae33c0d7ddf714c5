// Sums of some rows of a matrix per column, in slices: of value - pivot, and of weight x (value - pivot).
//   x [rows, channels] f32      weight [rows, channels] f32      pivot [channels] f32
//   result [slices, 2, channels] f32
// uniforms: channels, rows, rowsPerSlice; isGradient = 1: sums of weight and of weight x (x - pivot);
// 0: sums of (x - pivot) and of its square, and weight is not used.
// One invocation per slice and channel: neighbours read neighbouring numbers.
fn main(index : i32) {
  let channels = uniforms.channels;
  let channel = index % channels;
  let slice = index / channels;
  let first = slice * uniforms.rowsPerSlice;
  if (first >= uniforms.rows) { return; }
  let end = min(first + uniforms.rowsPerSlice, uniforms.rows);
  let centre = pivot[channel];
  var sum = 0.0;
  var product = 0.0;
  for (var row = first; row < end; row++) {
    let at = row * channels + channel;
    let value = x[at] - centre;
    let factor = select(value, weight[at], uniforms.isGradient == 1);
    sum += factor;
    product += factor * value;
  }
  result[slice * 2 * channels + channel] = sum;
  result[(slice * 2 + 1) * channels + channel] = product;
}
