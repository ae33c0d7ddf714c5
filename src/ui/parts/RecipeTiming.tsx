import { endTrial, timeAllRecipes, timeRecipe } from '../actions/trial-actions';
import { useSession } from '../session';
import { useWords } from '../words';
import { Button } from './Button';
import { ErrorNotice } from './ErrorNotice';
import { ProgressBar } from './ProgressBar';

/** Measures how long recipes take on this machine: the chosen network's, or all of them in turn. */
export function RecipeTiming() {
  const { t, n } = useWords();
  const preset = useSession((state) => state.preset);
  const trial = useSession((state) => state.trial);
  const isBusy = useSession(
    ({ train, evaluate }) => train.status === 'working' || evaluate.status === 'working',
  );
  if (trial.status === 'working') {
    const { id, done, of } = trial.progress;
    const name = id === 'seed-b' ? t('model.seedB') : t(`presets.${id}`);
    const now = t('recipe.time.working', { name, number: n.count(done + 1), of: n.count(of) });
    return (
      <div className="timing">
        <output>{now}</output>
        <ProgressBar label={now} share={of > 1 ? done / of : undefined} />
        <div>
          <Button onPress={() => void endTrial()}>{t('recipe.time.stop')}</Button>
        </div>
      </div>
    );
  }
  return (
    <div className="timing">
      {trial.status === 'failed' && <ErrorNotice failure={trial.failure} />}
      <div className="row">
        <Button isDisabled={isBusy} onPress={() => void timeRecipe()}>
          {t('recipe.time.action', { name: t(`presets.${preset}`) })}
        </Button>
        <Button isDisabled={isBusy} onPress={() => void timeAllRecipes()}>
          {t('recipe.time.all')}
        </Button>
        <span className="note">{t('recipe.time.note')}</span>
      </div>
    </div>
  );
}
