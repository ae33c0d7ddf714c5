import { type DatasetManifest, SPLITS } from '../../../shared/dataset';
import { excludedIn } from '../../../shared/exclusions';
import { applyExclusions, exportExclusions, undoExclusion } from '../../actions/review-actions';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button, FileButton } from '../Button';
import { Figure } from '../Figure';

/** How many faces are left out, the way back, and the list of them. */
export function ExclusionBar({ dataset }: { readonly dataset: DatasetManifest }) {
  const { t, n } = useWords();
  const exclusions = useSession((state) => state.exclusions);
  const total = SPLITS.reduce((sum, split) => sum + excludedIn(exclusions, split), 0);
  const steps = exclusions?.steps.length ?? 0;
  const parts = SPLITS.filter((split) => excludedIn(exclusions, split) > 0).map((split) =>
    t('evaluate.splitCount', { split: t(`splits.${split}`), number: n.count(excludedIn(exclusions, split)) }),
  );
  return (
    <div className="exclusions">
      <output>
        <Figure name="excluded" value={total}>
          {total === 0
            ? t('explore.exclusions.none')
            : t('explore.exclusions.some', { count: total, number: n.count(total), parts: n.list(parts) })}
        </Figure>
      </output>
      <div className="row">
        <Button isDisabled={steps === 0} onPress={() => void undoExclusion(dataset.id)}>
          {t('explore.exclusions.undo')}
        </Button>
        <Button isDisabled={total === 0} onPress={() => void exportExclusions(dataset.id, 'json')}>
          {t('explore.exclusions.export', { format: 'JSON' })}
        </Button>
        <Button isDisabled={total === 0} onPress={() => void exportExclusions(dataset.id, 'csv')}>
          {t('explore.exclusions.export', { format: 'CSV' })}
        </Button>
        <FileButton
          purpose="exclusions"
          accept=".json,.csv"
          onFiles={([file]) => file && void applyExclusions(dataset.id, file)}
        >
          {t('explore.exclusions.apply')}
        </FileButton>
      </div>
    </div>
  );
}
