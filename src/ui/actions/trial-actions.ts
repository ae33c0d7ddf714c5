import { AppError } from '../../shared/errors';
import type { Recipe } from '../../shared/recipe';
import { canonicalJson } from '../../shared/same-value';
import { choiceOf, type PresetChoice, presetChoices } from '../preset-choices';
import { failureOf, type Session, session } from '../session';
import { askedBackend, learner } from '../threads';
import { EMPTY, failed, working } from '../stage';
import { taskInUse } from '../task-in-use';

/** What the training of a card would be asked for. */
function trialRequest(state: Session, choice: PresetChoice) {
  const { name: preset, task } = choice.description;
  return {
    preset,
    recipe: recipeOfChoice(state, choice),
    ...(taskInUse(state) ?? task),
    isTrunkFrozen: preset === state.preset && (state.start?.freezesTrunk ?? false),
  };
}

/** What a measured time is for: it holds for this network, recipe and data, and nothing else. */
export function trialKey(state: Session, choice: PresetChoice): string {
  return canonicalJson(trialRequest(state, choice));
}

/** The settings that a card stands for now: those that were changed, where it is the chosen one. */
function recipeOfChoice({ presets, preset, recipe }: Session, { id, ...choice }: PresetChoice): Recipe {
  const chosen = choiceOf(presetChoices(presets), preset, recipe);
  return chosen?.id === id && recipe ? recipe : choice.recipe;
}

let running: { readonly controller: AbortController; readonly ended: Promise<void> } | undefined;

/** Trains for a few seconds, to say how long the chosen recipe takes here. */
export async function timeRecipe(): Promise<void> {
  const { presets, preset, recipe } = session.getState();
  const chosen = choiceOf(presetChoices(presets), preset, recipe);
  if (chosen) await timeChoices([chosen]);
}

/** One card after another. */
export async function timeAllRecipes(): Promise<void> {
  await timeChoices(presetChoices(session.getState().presets));
}

/** Stops measuring. What was measured stays. @returns once the learner is free for a training */
export async function endTrial(): Promise<void> {
  running?.controller.abort();
  await running?.ended;
}

async function timeChoices(choices: readonly PresetChoice[]): Promise<void> {
  const { trial, train, evaluate } = session.getState();
  if ([trial, train, evaluate].some(({ status }) => status === 'working')) return;
  const controller = new AbortController();
  const ended = timeInTurn(choices, controller.signal);
  running = { controller, ended };
  await ended;
  running = undefined;
}

async function timeInTurn(choices: readonly PresetChoice[], signal: AbortSignal): Promise<void> {
  try {
    for (const [done, choice] of choices.entries()) {
      session.setState({ trial: working({ id: choice.id, done, of: choices.length }) });
      await timeChoice(choice, signal);
      if (signal.aborted) break;
    }
    session.setState({ trial: EMPTY });
  } catch (error) {
    session.setState({ trial: failed(failureOf(error)) });
  }
}

async function timeChoice(choice: PresetChoice, signal: AbortSignal): Promise<void> {
  const asked = trialRequest(session.getState(), choice);
  if (asked.trainImages === 0) throw new AppError('train/no-images');
  const measured = await learner().call('timeTraining', { ...asked, backend: askedBackend() }, { signal });
  if (!measured) return;
  session.setState(({ trials }) => ({
    trials: { ...trials, [canonicalJson(asked)]: { ...measured, epochs: asked.recipe.epochs } },
  }));
}
