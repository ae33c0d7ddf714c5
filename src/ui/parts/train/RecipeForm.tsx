import { Fragment, useState } from 'react';
import { countOf, type DatasetManifest } from '../../../shared/dataset';
import { excludedIn } from '../../../shared/exclusions';
import type { Recipe } from '../../../shared/recipe';
import { changeRecipe, replaceRecipe, resetRecipe } from '../../actions/model-actions';
import { isChanged, isSameRecipe } from '../../preset-choices';
import { useSession, waitingRun } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { Choice } from '../Choice';
import { Figure } from '../Figure';
import { NumberInput } from '../NumberInput';
import { Section } from '../Section';
import { AugmentationFields } from './AugmentationFields';
import { OptimizerFields } from './OptimizerFields';
import { RecipeExchange } from './RecipeExchange';
import { RegularityFields } from './RegularityFields';
import { ResumeByItself } from './ResumeOffer';
import { StartFields } from './StartFields';

export function RecipeForm({ dataset }: { readonly dataset: DatasetManifest }) {
  const { t, n, datasetName } = useWords();
  const recipe = useSession((state) => state.recipe);
  const preset = useSession((state) => state.preset);
  const exclusions = useSession((state) => state.exclusions);
  const isTraining = useSession((state) => state.train.status === 'working');
  const isWaiting = useSession((state) => waitingRun(state) !== undefined);
  const isOther = useSession(isChanged);
  const [resets, setResets] = useState(0);
  if (!recipe) return null;
  const left = excludedIn(exclusions, 'train');
  const images = countOf(dataset, 'train') - left;
  return (
    <Section
      title={t('train.settings')}
      note={t(isOther ? 'train.whatChanged' : 'train.what', {
        preset: t(`presets.${preset}`),
        dataset: datasetName(dataset),
      })}
      className="settings"
      aside={
        <Button
          look="quiet"
          isDisabled={isTraining}
          onPress={() => {
            resetRecipe();
            setResets((times) => times + 1);
          }}
        >
          {t('train.reset')}
        </Button>
      }
    >
      {left > 0 && (
        <p className="note">
          <Figure name="train-excluded" value={left}>
            {t('explore.exclusions.left', { number: n.count(left) })}
          </Figure>
        </p>
      )}
      <StartFields dataset={dataset} isDisabled={isTraining} />
      <OtherRecipes recipe={recipe} isDisabled={isTraining} />
      {/* A reset also forgets what was typed and not taken. */}
      <Fragment key={resets}>
        <NumberInput
          label={t('train.epochs')}
          value={recipe.epochs}
          minimum={1}
          maximum={1000}
          isDisabled={isTraining}
          onChange={(epochs) => epochs !== undefined && changeRecipe({ epochs })}
        />
        <NumberInput
          label={t('train.batchSize')}
          value={recipe.batchSize}
          minimum={1}
          maximum={1024}
          isDisabled={isTraining}
          onChange={(batchSize) => batchSize !== undefined && changeRecipe({ batchSize })}
        />
        <NumberInput
          label={t('train.learningRate')}
          value={recipe.optimizer.learningRate}
          minimum={1e-6}
          maximum={1}
          isWhole={false}
          isDisabled={isTraining}
          onChange={(learningRate) =>
            learningRate !== undefined && changeRecipe(withLearningRate(recipe, learningRate))
          }
        />
        <NumberInput
          label={t('train.seed')}
          value={recipe.seed}
          minimum={0}
          maximum={2 ** 31 - 1}
          isDisabled={isTraining}
          onChange={(seed) => seed !== undefined && changeRecipe({ seed })}
        />
        <NumberInput
          label={t('train.limit')}
          value={recipe.limit}
          isOptional
          minimum={1}
          maximum={Math.max(1, images)}
          isDisabled={isTraining}
          hint={t('train.limitHint', { number: n.count(images) })}
          onChange={(limit) => changeRecipe({ limit })}
        />
        <OptimizerFields recipe={recipe} isDisabled={isTraining} />
        <RegularityFields recipe={recipe} isDisabled={isTraining} />
        <AugmentationFields recipe={recipe} isDisabled={isTraining} />
        {/* Else it stands beside what is resumed, or runs. */}
        {!isTraining && !isWaiting && <ResumeByItself />}
        <RecipeExchange recipe={recipe} isDisabled={isTraining} />
      </Fragment>
    </Section>
  );
}

/** Where a network has settings by several authors: whose to start from. */
function OtherRecipes({ recipe, isDisabled }: { readonly recipe: Recipe; readonly isDisabled: boolean }) {
  const { t } = useWords();
  const known = useSession(({ presets, preset }) => presets.find(({ name }) => name === preset));
  if (!known || known.otherRecipes.length === 0) return null;
  const recipes = [{ name: 'own' as const, recipe: known.recipe }, ...known.otherRecipes];
  const chosen = recipes.find((one) => isSameRecipe(one.recipe, recipe))?.name;
  const options = recipes.map(({ name }) => ({ value: name, text: t(`recipe.known.${name}`) }));
  const changed = { value: 'changed', text: t('recipe.known.changed') };
  return (
    <Choice
      label={t('recipe.startFrom')}
      value={chosen ?? changed.value}
      options={chosen ? options : [...options, changed]}
      isDisabled={isDisabled}
      onChange={(name) => {
        const next = recipes.find((one) => one.name === name);
        if (next) replaceRecipe(next.recipe);
      }}
    />
  );
}

function withLearningRate({ optimizer }: Recipe, learningRate: number): Pick<Recipe, 'optimizer'> {
  return { optimizer: { ...optimizer, learningRate } };
}
