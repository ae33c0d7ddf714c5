/**
 * The headers Mien is served with, in one place: the preview server, `dist/_headers` for static hosts and the
 * page's own <meta> policy all come from here. `connect-src 'self'` is the promise that nothing leaves the tab.
 */

/** @type {Record<string, string>} */
const policy = {
  'default-src': "'none'",
  // WebAssembly (MediaPipe, the wasm backend) needs 'wasm-unsafe-eval'; no script is ever evaluated from text.
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'connect-src': "'self'",
  'img-src': "'self' blob: data:",
  'media-src': "'self' blob:",
  'style-src': "'self'",
  'font-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'object-src': "'none'",
  'frame-src': "'none'",
};

/** @param {Record<string, string>} directives */
const join = (directives) =>
  Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

/** For the <meta> element, where frame-ancestors is not allowed. */
export const META_POLICY = join(policy);

/** @type {Record<string, string>} */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': join({ ...policy, 'frame-ancestors': "'none'" }),
  'Permissions-Policy':
    'camera=(self), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(), payment=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};
