import { stopTrial, timeRecipe } from '../actions/recipe-actions';
import { useSession } from '../session';
import { useWords } from '../words';
import { Button } from './Button';
import { ErrorNotice } from './ErrorNotice';
import { ProgressBar } from './ProgressBar';

/** Measures how long the chosen network's recipe takes on this machine. */
export function RecipeTiming() {
  const { t } = useWords();
  const preset = useSession((state) => state.preset);
  const trial = useSession((state) => state.trial);
  const isBusy = useSession(
    ({ train, evaluate }) => train.status === 'working' || evaluate.status === 'working',
  );
  return (
    <div className="timing">
      {trial.status === 'failed' && <ErrorNotice failure={trial.failure} />}
      {trial.status === 'working' ? (
        <>
          <output>{t('recipe.time.working')}</output>
          <ProgressBar label={t('recipe.time.working')} share={undefined} />
          <div>
            <Button onPress={stopTrial}>{t('recipe.time.stop')}</Button>
          </div>
        </>
      ) : (
        <div className="row">
          <Button isDisabled={isBusy} onPress={() => void timeRecipe()}>
            {t('recipe.time.action', { name: t(`presets.${preset}`) })}
          </Button>
          <span className="note">{t('recipe.time.note')}</span>
        </div>
      )}
    </div>
  );
}
