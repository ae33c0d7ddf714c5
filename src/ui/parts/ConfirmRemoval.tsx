import { useWords } from '../words';
import { Button } from './Button';
import { Dialog } from './Dialog';

interface ConfirmRemovalProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

export function ConfirmRemoval({ title, text, action, isOpen, onClose, onConfirm }: ConfirmRemovalProps) {
  const { t } = useWords();
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <p>{text}</p>
      <div className="dialog-actions">
        <Button onPress={onClose}>{t('app.cancel')}</Button>
        <Button
          look="primary"
          onPress={() => {
            onClose();
            onConfirm();
          }}
        >
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
