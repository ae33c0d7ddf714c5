/** Builds the page, serves it with its security headers, and opens it (BROWSER=none keeps it from opening). */
import { build, preview } from 'vite';

console.log('\n  Building the page: about half a minute.');
await build({ logLevel: 'warn' });
const server = await preview({ preview: { open: process.env.BROWSER !== 'none' } });
console.log(`\n  Mien is at ${server.resolvedUrls?.local[0]}\n  Ctrl+C stops it.\n`);
