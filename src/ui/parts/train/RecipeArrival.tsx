import { datasetInUse, useSession } from '../../session';
import { useWords } from '../../words';
import { ErrorNotice } from '../ErrorNotice';
import { Notice } from '../Notice';

/** What became of a recipe that came from a file, a link or an earlier run. */
export function RecipeArrival() {
  const { t } = useWords();
  const taken = useSession((state) => state.recipeTaken);
  const waiting = useSession((state) => state.recipeWaiting);
  const hasDataset = useSession((state) => datasetInUse(state) !== undefined);
  if (taken.status === 'failed') return <ErrorNotice failure={taken.failure} />;
  if (waiting)
    return (
      <Notice>
        <output>{t(`recipe.waits.${hasDataset ? 'training' : 'dataset'}`, { name: waiting.name })}</output>
      </Notice>
    );
  if (taken.status !== 'ready') return null;
  return (
    <Notice>
      <output>{t('recipe.taken', { name: taken.value })}</output>
    </Notice>
  );
}
