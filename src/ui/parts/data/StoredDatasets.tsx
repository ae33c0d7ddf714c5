import { useState } from 'react';
import { type DatasetManifest, storedBytes } from '../../../shared/dataset';
import { chooseDataset, removeDataset } from '../../actions/data-actions';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ConfirmRemoval } from '../ConfirmRemoval';
import { Section } from '../Section';
import { DatasetButtons, SampleButton } from './DatasetButtons';
import { RenameDialog } from './RenameDialog';
import { StorageNote } from './StorageNote';

export function StoredDatasets({ inUse }: { readonly inUse: DatasetManifest }) {
  const { t, n, datasetName, sentences } = useWords();
  const datasets = useSession((state) => state.datasets);
  const isTraining = useSession((state) => state.train.status === 'working');
  const [asked, setAsked] = useState<DatasetManifest>();
  const runs = useSession((state) => state.runs);
  const learners = runs.filter(({ template }) => template.trained.datasetId === asked?.id);
  const [renamed, setRenamed] = useState<DatasetManifest>();
  return (
    <Section
      title={t('data.stored.title')}
      aside={
        <div className="row">
          <DatasetButtons />
          <SampleButton />
        </div>
      }
    >
      <ul className="stored" aria-label={t('data.stored.use')}>
        {datasets.map((dataset) => (
          <li key={dataset.id}>
            <label>
              <input
                type="radio"
                name="dataset"
                value={dataset.id}
                checked={dataset.id === inUse.id}
                disabled={isTraining}
                onChange={() => void chooseDataset(dataset.id)}
              />
              <span className="stored-name">{datasetName(dataset)}</span>
              <span className="note">
                {t('rail.faces', { count: dataset.images, number: n.count(dataset.images) })} ·{' '}
                {n.bytes(storedBytes(dataset.images, dataset.image))} · {n.date(dataset.importedAtMs)}
              </span>
            </label>
            <span className="stored-actions">
              <Button
                look="quiet"
                label={t('imports.stored.rename', { name: datasetName(dataset) })}
                onPress={() => setRenamed(dataset)}
              >
                {t('imports.stored.renameAction')}
              </Button>
              <Button
                look="quiet"
                isDisabled={isTraining}
                label={t('data.stored.remove', { name: datasetName(dataset) })}
                onPress={() => setAsked(dataset)}
              >
                {t('data.stored.removeAction')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <StorageNote />
      <RenameDialog dataset={renamed} onClose={() => setRenamed(undefined)} />
      <ConfirmRemoval
        title={t('data.stored.removeTitle', { name: asked ? datasetName(asked) : '' })}
        text={sentences(
          t('data.stored.removeText', { number: n.count(asked?.images ?? 0) }),
          learners.some(({ isHeld }) => isHeld) && t('data.stored.removeTraining'),
          learners.some(({ status }) => status !== 'finished' && status !== 'failed') &&
            t('data.stored.removeUnfinished'),
        )}
        action={t('data.stored.removeAction')}
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        onConfirm={() => asked && void removeDataset(asked.id)}
      />
    </Section>
  );
}
