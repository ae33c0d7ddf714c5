// dx of batch normalisation in training, per channel:
//   gamma / deviation * (dy - dbeta / rows - xhat * dgamma / rows), xhat = (x - mean) / deviation.
//   x, dy [rows, channels] f32      mean, variance, gamma, dgamma, dbeta [channels] f32      result [rows, channels] f32
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let channel = index % uniforms.channels;
  let inverse = 1.0 / sqrt(variance[channel] + uniforms.epsilon);
  let xhat = (x[index] - mean[channel]) * inverse;
  let pulled = dy[index] - (dbeta[channel] + xhat * dgamma[channel]) / f32(uniforms.rows);
  result[index] = gamma[channel] * inverse * pulled;
}
