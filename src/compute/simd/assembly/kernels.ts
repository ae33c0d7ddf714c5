// The exports of the module; see ../simd-kernels.ts.
export { columnSums, gradientSums, normalise, normaliseGradient } from './batch-norm';
export { addBias, dropPadding, gatherColumns, toPanels } from './columns';
export { pool2x2Gradient, reluGradient } from './element-wise';
export { product } from './product';
export { accumulate, gradientsToSpectrum, spectrumToTiles, tilesToSpectrum } from './winograd';
export { filterToSpectrum, spectrumToFilter } from './winograd-filters';
