import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** The import table. `only` names the files of a room that may be used; `types` the rooms for `import type`. */
const TABLE: Readonly<
  Record<string, { rooms: string[]; only?: Record<string, string[]>; types?: string[] }>
> = {
  shared: { rooms: [] },
  storage: { rooms: ['shared'] },
  compute: { rooms: ['shared'] },
  faces: { rooms: ['shared'] },
  data: { rooms: ['shared', 'storage', 'faces'] },
  model: { rooms: ['shared', 'storage', 'compute', 'data'], only: { data: ['model-input.ts'] } },
  train: { rooms: ['shared', 'storage', 'compute', 'data', 'model'] },
  evaluate: { rooms: ['shared', 'storage', 'compute', 'data', 'model'] },
  live: {
    rooms: ['shared', 'storage', 'faces', 'data', 'model'],
    only: { data: ['model-input.ts'] },
    types: ['compute'],
  },
  photos: { rooms: ['shared', 'faces', 'data', 'live'] },
  bench: { rooms: ['shared', 'compute', 'model', 'train'], types: ['data', 'rpc'] },
  offline: { rooms: [] },
  rpc: {
    rooms: ['shared'],
    types: ['storage', 'compute', 'data', 'model', 'train', 'evaluate', 'live', 'photos', 'bench'],
  },
  workers: {
    rooms: [
      'shared',
      'rpc',
      'storage',
      'compute',
      'faces',
      'data',
      'model',
      'train',
      'evaluate',
      'live',
      'photos',
      'bench',
      'offline',
    ],
  },
  ui: {
    rooms: ['shared', 'rpc', 'bench'],
    only: { bench: ['protocol.ts'] },
    types: ['storage', 'compute', 'data', 'model', 'train', 'evaluate', 'live', 'photos', 'bench'],
  },
};

interface Import {
  readonly file: string; // relative to the repository
  readonly target: string; // relative to the repository, as far as it can be resolved
  readonly isType: boolean;
}

describe('the house', () => {
  const files = [...sourceFiles(join(root, 'src')), ...sourceFiles(join(root, 'workers'))];
  const imports = files.flatMap(importsOf);

  it('has a row in the import table for every room', () => {
    expect(readdirSync(join(root, 'src')).toSorted()).toEqual(
      Object.keys(TABLE)
        .filter((room) => room !== 'workers')
        .toSorted(),
    );
  });

  it('imports go one way, down the table', () => {
    expect(imports.filter((edge) => !isAllowed(edge)).map(describeEdge)).toEqual([]);
  });

  it('the page thread loads neither tfjs nor MediaPipe, and no room but the page knows React', () => {
    const packages = files.flatMap((file) =>
      packagesOf(file).map((name) => ({ room: roomOf(file), name, file })),
    );
    const heavy = packages.filter(({ room, name }) => room === 'ui' && /^@tensorflow|^@mediapipe/.test(name));
    const react = packages.filter(
      ({ room, name }) => room !== 'ui' && /^react|^chart\.js|^i18next/.test(name),
    );
    expect([...heavy, ...react].map(({ file, name }) => `${file} imports ${name}`)).toEqual([]);
  });

  it('the two words for the whole of tfjs stay out: it is imported as its parts', () => {
    const whole = files.filter((file) => packagesOf(file).includes('@tensorflow/tfjs'));
    expect(whole).toEqual([]);
  });

  it('a worker entry sets up, wires and serves, in at most 25 lines', () => {
    const long = sourceFiles(join(root, 'workers')).filter(
      (file) => readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length > 25,
    );
    expect(long).toEqual([]);
  });

  it('every file that ARCHITECTURE.md names exists', () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    const named = [...text.matchAll(/`((?:src|workers|test|tools|public|bench|docs)\/[\w./-]+\.\w+)`/g)].map(
      (match) => match[1] as string,
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(name) ? [relative(root, path)] : [];
  });
}

function importLines(file: string): { specifier: string; isType: boolean }[] {
  const text = readFileSync(join(root, file), 'utf8');
  const pattern =
    /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].map((match) => ({
    specifier: (match[3] ?? match[4]) as string,
    isType: match[2] !== undefined,
  }));
}

function importsOf(file: string): Import[] {
  return importLines(file)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, isType }) => ({
      file,
      target: relative(root, resolve(root, dirname(file), specifier)),
      isType,
    }));
}

function packagesOf(file: string): string[] {
  return importLines(file)
    .map(({ specifier }) => specifier)
    .filter((specifier) => !specifier.startsWith('.'));
}

function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second : top;
}

function isAllowed({ file, target, isType }: Import): boolean {
  const from = roomOf(file);
  const to = roomOf(target);
  const row = TABLE[from];
  if (!row || from === to) return from === to;
  if (isType && row.types?.includes(to)) return true;
  if (!row.rooms.includes(to)) return false;
  const only = row.only?.[to];
  return !only || only.some((name) => target.startsWith(`src/${to}/${name.replace('.ts', '')}`));
}

function describeEdge({ file, target }: Import): string {
  return `${file} imports ${target}: ${roomOf(file)} may not import ${roomOf(target)}`;
}
