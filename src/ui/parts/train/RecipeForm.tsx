import { Fragment, useState } from 'react';
import { countOf, type DatasetManifest } from '../../../shared/dataset';
import { excludedIn } from '../../../shared/exclusions';
import type { Recipe } from '../../../shared/recipe';
import { changeRecipe, resetRecipe } from '../../actions/model-actions';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { Figure } from '../Figure';
import { NumberInput } from '../NumberInput';
import { Section } from '../Section';

export function RecipeForm({ dataset }: { readonly dataset: DatasetManifest }) {
  const { t, n, datasetName } = useWords();
  const recipe = useSession((state) => state.recipe);
  const preset = useSession((state) => state.preset);
  const exclusions = useSession((state) => state.exclusions);
  const isTraining = useSession((state) => state.train.status === 'working');
  const [resets, setResets] = useState(0);
  if (!recipe) return null;
  const left = excludedIn(exclusions, 'train');
  const images = countOf(dataset, 'train') - left;
  return (
    <Section
      title={t('train.settings')}
      note={t('train.what', { preset: t(`presets.${preset}`), dataset: datasetName(dataset) })}
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
      </Fragment>
    </Section>
  );
}

function withLearningRate({ optimizer }: Recipe, learningRate: number): Pick<Recipe, 'optimizer'> {
  return { optimizer: { ...optimizer, learningRate } };
}
