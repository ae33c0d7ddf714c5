import { expect, it } from 'vitest';
import { chooseKills, unreachedPoints } from '../../tools/kills/choose-kills.mjs';
import { runKills } from '../../tools/kills/run-kills.mjs';

it('120 deaths at named points lose nothing, and every listed point was reached', async () => {
  const { findings, reached, ...counted } = await runKills(chooseKills(120, 7), console.log);
  expect(findings).toEqual([]);
  expect(counted).toMatchObject({
    total: 120,
    lost: 0,
    damaged: 0,
    halfVisible: 0,
    leftOver: 0,
    unreached: 0,
  });
  expect(await unreachedPoints(reached)).toEqual([]);
});
