// y = (x - mean) / sqrt(variance + epsilon) * gamma + beta, per channel.
//   x [rows, channels] f32      mean, variance, gamma, beta [channels] f32      result [rows, channels] f32
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let channel = index % uniforms.channels;
  let scale = gamma[channel] / sqrt(variance[channel] + uniforms.epsilon);
  result[index] = (x[index] - mean[channel]) * scale + beta[channel];
}
