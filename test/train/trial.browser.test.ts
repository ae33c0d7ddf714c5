import { memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { startBackend } from '../../src/compute/backend';
import { presetOf } from '../../src/model/presets';
import { FER2013_IMAGE } from '../../src/shared/dataset';
import { EXPRESSIONS } from '../../src/shared/labels';
import { timeTraining } from '../../src/train/trial';
import { freshDatabase } from '../support/stored-faces';

it('a trial times real steps and validation, says how long the whole recipe takes, and leaves nothing behind', async () => {
  const database = await freshDatabase();
  const tools = { database, backend: await startBackend({ backend: 'wasm' }) };
  const recipe = { ...presetOf('fast').recipe, batchSize: 8, epochs: 3 };
  const asked = {
    preset: 'fast',
    recipe,
    labels: EXPRESSIONS,
    image: FER2013_IMAGE,
    trainImages: 20,
    validationImages: 10,
    isTrunkFrozen: false,
  } as const;
  const before = memory().numTensors;
  const trial = await timeTraining(asked, tools, new AbortController().signal);
  expect(trial?.steps).toBeGreaterThan(0);
  // Three epochs of three steps: the last batch is filled.
  // and as many validations.
  const { secondsPerStep = 0, secondsPerValidation = 0 } = trial ?? {};
  expect(secondsPerValidation).toBeGreaterThan(0);
  expect(trial?.seconds).toBeCloseTo(9 * secondsPerStep + 3 * secondsPerValidation, 9);
  expect(memory().numTensors).toBe(before);
  // With a frozen trunk and nothing to validate on.
  const frozen = await timeTraining(
    { ...asked, isTrunkFrozen: true, validationImages: 0 },
    tools,
    new AbortController().signal,
  );
  expect(frozen?.steps).toBeGreaterThan(0);
  expect(frozen?.seconds).toBeCloseTo(9 * (frozen?.secondsPerStep ?? 0), 9);
  expect(memory().numTensors).toBe(before);
  expect(await timeTraining(asked, tools, AbortSignal.abort())).toBeUndefined();
  database.close();
});
