// Adds up the slices of a filter gradient, first to last.
//   parts [slices, ..] f32      result [..] f32
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  var sum = 0.0;
  for (var slice = 0; slice < uniforms.slices; slice++) { sum += parts[slice * uniforms.size + index]; }
  result[index] = sum;
}
