/** What Vite runs on; the same range stands in package.json under "engines". */
export const NODE_RANGE = '^20.19.0 || >=22.12.0';

/** @param {string} version of Node.js, as in process.versions.node @returns {boolean} whether it is in NODE_RANGE */
export function isNodeSupported(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 20) return minor >= 19;
  if (major === 22) return minor >= 12;
  return major > 22;
}
