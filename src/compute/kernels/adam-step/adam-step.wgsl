// One of the three results of a step of Adam with decoupled weight decay; the dispatch says which.
//   value, gradient, firstMoment, secondMoment [..] f32      result [..] f32, the same shape
// uniforms: part (0 value, 1 first moment, 2 second moment), learningRate, kept, beta1, oneMinusBeta1, beta2,
// oneMinusBeta2, epsilon, correction1, correction2; see adam-step.reference.ts.
// 1 - beta comes from outside: 1 - 0.999 in f32 is off in the fifth digit.
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let slope = gradient[index];
  let first = uniforms.beta1 * firstMoment[index] + uniforms.oneMinusBeta1 * slope;
  let second = uniforms.beta2 * secondMoment[index] + uniforms.oneMinusBeta2 * slope * slope;
  if (uniforms.part == 1u) {
    result[index] = first;
  } else if (uniforms.part == 2u) {
    result[index] = second;
  } else {
    let deviation = sqrt(second / uniforms.correction2);
    let step = uniforms.learningRate * (first / uniforms.correction1) / (deviation + uniforms.epsilon);
    result[index] = value[index] * uniforms.kept - step;
  }
}
