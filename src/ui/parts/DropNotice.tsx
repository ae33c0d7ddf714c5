import { session, useSession } from '../session';
import { useWords } from '../words';
import { Button } from './Button';
import { Notice } from './Notice';

/** Of several dropped files, those that were not taken. Stays until it is answered or more files are dropped. */
export function DropNotice() {
  const { t, n } = useWords();
  const note = useSession((state) => state.dropNote);
  if (!note) return null;
  const [first = '', ...others] = note.left;
  const left =
    others.length > 0 ? t('app.leftAndMore', { name: first, number: n.count(others.length) }) : first;
  return (
    <Notice>
      <p role="status">{t('app.onlyTaken', { taken: note.taken, left })}</p>
      <Button look="quiet" onPress={() => session.setState({ dropNote: undefined })}>
        {t('app.dismiss')}
      </Button>
    </Notice>
  );
}
