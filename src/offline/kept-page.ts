// What the service worker keeps of the page, so that a visit needs no network.

/** One build of the page; tools/service-worker.mjs lists it. */
export interface Build {
  readonly version: string; // changes with any byte of any file
  readonly paths: readonly string[]; // relative to the page's folder; './' is the page itself
}

/** Of the names of its caches: pages in other folders of a host have theirs beside them. @param scope address of its folder */
const prefixOf = (scope: string): string => `mien-page ${new URL(scope).pathname} `;

/** A name with a hash never stands for other bytes. */
const isHashed = (path: string): boolean => /(^|\/)assets\//.test(path);

/** Keeps every file of a build, or none. */
export async function keep({ version, paths }: Build, scope: string): Promise<void> {
  const cache = await caches.open(prefixOf(scope) + version);
  await cache.addAll(
    paths.map((path) => new Request(path, { cache: isHashed(path) ? 'default' : 'no-cache' })),
  );
}

/** Of the builds before this one, for when no tab shows one of them any more. */
export async function forgetEarlier({ version }: Build, scope: string): Promise<void> {
  const builds = await keptBuilds(scope);
  const earlier = builds.slice(0, Math.max(0, builds.indexOf(prefixOf(scope) + version)));
  await Promise.all(earlier.map((name) => caches.delete(name)));
}

/**
 * What has a hash comes from what is kept; all else, the page itself foremost, from the network as long as there is one:
 * a new build is never held back by an old one.
 *
 * @param scope address of the page's folder
 * @returns undefined where the request is none of ours: the browser sees to it
 */
export function answer(request: Request, scope: string): Promise<Response> | undefined {
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return undefined;
  const path = request.url.slice(scope.length);
  if (isHashed(path)) return kept(request, scope).then((found) => found ?? fetch(request));
  return fetch(request).catch(async (error: unknown) => {
    const found = await kept(request, scope);
    if (found) return found;
    throw error;
  });
}

/** From the newest build that has it. */
async function kept(request: Request, scope: string): Promise<Response | undefined> {
  const address = request.url.replace(/index\.html(?=$|[?#])/, '');
  for (const name of (await keptBuilds(scope)).toReversed()) {
    const cache = await caches.open(name);
    const found = await cache.match(address, { ignoreSearch: true, ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

/** The oldest first. */
async function keptBuilds(scope: string): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(prefixOf(scope)));
}
