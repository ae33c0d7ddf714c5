import { describe, expect, it } from 'vitest';
import { CASES } from '../../tools/kills/cases.mjs';
import { RUN_CASES } from '../../tools/kills/run-cases.mjs';
import { judge, type Kill, runKills } from '../../tools/kills/run-kills.mjs';
import { FAILPOINTS } from '../../src/storage/failpoints';

const NOTHING = { lost: 0, damaged: 0, halfVisible: 0, leftOver: 0 };

describe('a tab that dies while it writes', () => {
  it('loses nothing, shows nothing half done, and is cleaned up after', async () => {
    const kills: Kill[] = [
      { work: 'import', point: 'import/shard-put', hit: 2, death: 'kill' },
      { work: 'import', point: 'publish/shards-linked', hit: 1, death: 'crash' },
      { work: 'heal', point: 'publish/old-shards-removed', hit: 1, death: 'close' },
      { work: 'clean-up', point: 'unwritten/shards-removed', hit: 1, death: 'worker' },
      { work: 'remove', point: 'remove/link-removed', hit: 1, death: 'reload' },
    ];
    const { findings, ...counted } = await runKills(kills, () => undefined);
    expect(findings).toEqual([]);
    expect(counted).toMatchObject({ ...NOTHING, total: 5, unreached: 0 });
  });

  it('can die at every point of the list', () => {
    const points = new Set([...CASES, ...RUN_CASES].map(({ point }) => point));
    expect(FAILPOINTS.filter((point) => !points.has(point))).toEqual([]);
  });
});

describe('the judge of a death', () => {
  const kept = { id: 'kept', images: 500, isSound: true };
  const worked = { id: 'worked', images: 1000, isSound: true };
  const half: Kill = { work: 'import', point: 'import/shard-put', hit: 1, death: 'kill' };
  const removal: Kill = { work: 'remove', point: 'remove/link-removed', hit: 1, death: 'kill' };
  const done: Kill = { work: 'remove', point: 'remove/written', hit: 1, death: 'kill' };

  it.each<[string, Kill, Parameters<typeof judge>[1], Partial<typeof NOTHING>]>([
    ['what was stored before', half, { datasets: [kept], leftOver: 0 }, {}],
    ['a lost dataset', half, { datasets: [], leftOver: 0 }, { lost: 1 }],
    ['a damaged one', half, { datasets: [{ ...kept, isSound: false }], leftOver: 0 }, { damaged: 1 }],
    ['a half import that shows', half, { datasets: [kept, worked], leftOver: 0 }, { halfVisible: 1 }],
    ['shards of nobody', half, { datasets: [kept], leftOver: 3 }, { leftOver: 1 }],
    ['a removal that did not come to its end', removal, { datasets: [kept, worked], leftOver: 0 }, {}],
    ['a dataset gone too early', removal, { datasets: [kept], leftOver: 0 }, { lost: 1 }],
    ['a removed dataset that is back', done, { datasets: [kept, worked], leftOver: 0 }, { halfVisible: 1 }],
    [
      'a dataset that misses pictures',
      removal,
      { datasets: [kept, { ...worked, images: 910 }], leftOver: 0 },
      { damaged: 1 },
    ],
  ])('sees %s', (_, kill, inspection, found) => {
    expect(judge(kill, inspection, 'kept')).toEqual({ ...NOTHING, ...found });
  });
});
