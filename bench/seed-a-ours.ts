import { startBackend } from '../src/compute/backend';
import { buildNetwork, initialiseWeights } from '../src/model/network';
import { createTrainingStep } from '../src/train/training-step';
import { validate } from '../src/train/validate';
import { batchesOf, type EpochScores, inWords, recipeOf, type SeedJob } from './seed-a-job';

/** As a run of the page trains, without storing anything. */
export async function trainOurs(job: SeedJob, report: (line: string) => void): Promise<EpochScores[]> {
  await startBackend({ backend: 'wasm' });
  const { train, validation, labels } = job;
  const recipe = recipeOf(job);
  const network = buildNetwork({ preset: 'seed-cnn', labels, image: train.image });
  initialiseWeights(network, recipe.seed);
  const step = await createTrainingStep(network, recipe, train);
  const all: EpochScores[] = [];
  let done = 0;
  for (let epoch = 1; epoch <= job.epochs; epoch += 1) {
    const startMs = performance.now();
    step.startEpoch();
    for (const positions of batchesOf(job, epoch)) {
      step.run({ positions, epoch }, { learningRate: recipe.optimizer.learningRate, step: done });
      done += 1;
    }
    const scores = await step.read(epoch, done);
    const seconds = (performance.now() - startMs) / 1000;
    step.shareWeights('averaged');
    const steps = validate(network, validation, epoch, new AbortController().signal);
    for (;;) {
      const told = await steps.next();
      if (!told.done) continue;
      if (!told.value || told.value === 'stopped') throw new Error('There was nothing to validate on.');
      all.push({ epoch, train: scores, validation: told.value, seconds });
      break;
    }
    report(inWords(all.at(-1) as EpochScores)); // pushed just before
  }
  return all;
}
