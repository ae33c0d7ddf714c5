// The exports of the module; see ../simd-kernels.ts.
export { product } from './product';
export {
  accumulate,
  filterToSpectrum,
  gradientsToSpectrum,
  spectrumToFilter,
  spectrumToTiles,
  tilesToSpectrum,
} from './winograd';
