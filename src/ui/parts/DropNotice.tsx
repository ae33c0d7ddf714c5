import { type DropNote, session, useSession } from '../session';
import { useWords } from '../words';
import { Button } from './Button';
import { Notice } from './Notice';

/** Of what was dropped, that which was not taken. Stays until it is answered or more files are dropped. */
export function DropNotice() {
  const { t, n } = useWords();
  const note = useSession((state) => state.dropNote);
  if (!note) return null;
  return (
    <Notice>
      <p role="status">{sentence(note)}</p>
      <Button look="quiet" onPress={() => session.setState({ dropNote: undefined })}>
        {t('app.dismiss')}
      </Button>
    </Notice>
  );

  function sentence(said: DropNote): string {
    if ('nothing' in said) return t(`app.nothingTaken.${said.nothing}`);
    const [first = '', ...others] = said.left;
    const left =
      others.length > 0 ? t('app.leftAndMore', { name: first, number: n.count(others.length) }) : first;
    return t('app.onlyTaken', { taken: said.taken, left });
  }
}
