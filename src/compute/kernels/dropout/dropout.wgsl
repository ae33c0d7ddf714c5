// Drops elements by counter-based random bits and scales up the rest.
//   x [..] f32      result [..] f32, the same shape
// uniforms: sharedBits = bits of everything but the element's index; threshold 0..2^24; scale.
// The mixer is that of src/shared/random.ts, bit for bit: u32 products wrap as Math.imul does.
fn mixIndex(index : u32) -> u32 {
  var hash = uniforms.sharedBits ^ (index * 0x85ebca6bu + 0x165667b1u);
  hash = (hash ^ (hash >> 16u)) * 0x85ebca6bu;
  hash = (hash ^ (hash >> 13u)) * 0xc2b2ae35u;
  return hash ^ (hash >> 16u);
}

fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let isKept = (mixIndex(u32(index)) >> 8u) >= uniforms.threshold;
  result[index] = select(0.0, x[index] * uniforms.scale, isKept);
}
