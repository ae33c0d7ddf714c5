import { useState } from 'react';
import type { DatasetManifest } from '../../../shared/dataset';
import { renameDataset } from '../../actions/data-actions';
import { useWords } from '../../words';
import { Button } from '../Button';
import { Dialog } from '../Dialog';
import { TextInput } from '../TextInput';

interface RenameDialogProps {
  readonly dataset: DatasetManifest | undefined; // closed without one
  readonly onClose: () => void;
}

export function RenameDialog({ dataset, onClose }: RenameDialogProps) {
  const { t } = useWords();
  return (
    <Dialog title={t('imports.stored.renameTitle')} isOpen={dataset !== undefined} onClose={onClose}>
      {dataset && <RenameForm dataset={dataset} onClose={onClose} />}
    </Dialog>
  );
}

function RenameForm({
  dataset,
  onClose,
}: {
  readonly dataset: DatasetManifest;
  readonly onClose: () => void;
}) {
  const { t, datasetName } = useWords();
  const [name, setName] = useState(datasetName(dataset));
  const isEmpty = name.trim() === '';

  function save(): void {
    if (isEmpty) return;
    onClose();
    void renameDataset(dataset.id, name.trim());
  }

  return (
    <>
      <TextInput label={t('imports.stored.name')} value={name} onChange={setName} onEnter={save} />
      <div className="dialog-actions">
        <Button onPress={onClose}>{t('app.cancel')}</Button>
        <Button look="primary" isDisabled={isEmpty} onPress={save}>
          {t('imports.stored.save')}
        </Button>
      </div>
    </>
  );
}
