// What tools/simd-kernels.mjs makes of assembly/kernels.ts: the compiled modules, base64.
declare module 'virtual:simd-kernels/plain' {
  const base64: string;
  export default base64;
}
declare module 'virtual:simd-kernels/relaxed' {
  const base64: string;
  export default base64;
}
