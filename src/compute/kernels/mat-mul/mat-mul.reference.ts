/**
 * Product of two matrices, each as it is or transposed.
 *
 * @param size rows and columns of the result, and `inner`, the length of each sum
 * @returns [rows, columns]
 */
export function matMulReference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  size: { readonly rows: number; readonly inner: number; readonly columns: number },
  transpose: { readonly a: boolean; readonly b: boolean },
): Float32Array {
  const { rows, inner, columns } = size;
  return Float32Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    let sum = 0;
    for (let at = 0; at < inner; at += 1) {
      const left = transpose.a ? at * rows + row : row * inner + at;
      const right = transpose.b ? column * inner + at : at * columns + column;
      sum += (a[left] ?? 0) * (b[right] ?? 0);
    }
    return sum;
  });
}
