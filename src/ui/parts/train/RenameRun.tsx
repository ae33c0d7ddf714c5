import { useState } from 'react';
import type { ListedRun } from '../../../storage/run-store';
import { renameRun } from '../../actions/run-actions';
import { useWords } from '../../words';
import { Button } from '../Button';
import { Dialog } from '../Dialog';

interface RenameRunProps {
  readonly run: ListedRun | undefined;
  readonly onClose: () => void;
}

const LONGEST_NAME = 200; // characters

export function RenameRun({ run, onClose }: RenameRunProps) {
  const { t } = useWords();
  return (
    <Dialog title={t('train.runs.renameTitle')} isOpen={run !== undefined} onClose={onClose}>
      {run && <NameForm run={run} onClose={onClose} />}
    </Dialog>
  );
}

function NameForm({ run, onClose }: { readonly run: ListedRun; readonly onClose: () => void }) {
  const { t, runName } = useWords();
  const [name, setName] = useState(() => runName(run));
  const isEmpty = name.trim() === '';
  const save = () => {
    if (isEmpty) return;
    onClose();
    void renameRun(run.id, name.trim());
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <label className="field">
        <span>{t('train.runs.newName')}</span>
        <input
          type="text"
          value={name}
          maxLength={LONGEST_NAME}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
      </label>
      <div className="dialog-actions">
        <Button onPress={onClose}>{t('app.cancel')}</Button>
        <Button look="primary" isDisabled={isEmpty} onPress={save}>
          {t('train.runs.save')}
        </Button>
      </div>
    </form>
  );
}
