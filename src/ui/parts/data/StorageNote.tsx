import { storedBytes } from '../../../shared/dataset';
import { askToPersist } from '../../actions/storage-actions';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { Figure } from '../Figure';

/** How much is stored, how much more the browser estimates to fit, and whether it promised to keep it. */
export function StorageNote() {
  const { t, n } = useWords();
  const datasets = useSession((state) => state.datasets);
  const storage = useSession((state) => state.storage);
  const bytes = datasets.reduce((sum, { images, image }) => sum + storedBytes(images, image), 0);
  const { freeBytes, isPersisted, wasRefused } = storage ?? {};
  return (
    <div className="storage-note">
      <p className="note">
        <Figure name="stored-bytes" value={bytes}>
          {t('imports.stored.all', { bytes: n.bytes(bytes) })}
        </Figure>{' '}
        {freeBytes !== undefined && (
          <Figure name="free-bytes" value={freeBytes}>
            {t('imports.stored.free', { bytes: n.bytes(freeBytes) })}
          </Figure>
        )}{' '}
        {isPersisted !== undefined && t(isPersisted ? 'imports.stored.kept' : 'imports.stored.notKept')}
      </p>
      {isPersisted === false && (
        <div className="row">
          <Button onPress={() => void askToPersist()}>{t('imports.stored.ask')}</Button>
        </div>
      )}
      <output className="note">{wasRefused && !isPersisted && t('imports.stored.refused')}</output>
    </div>
  );
}
