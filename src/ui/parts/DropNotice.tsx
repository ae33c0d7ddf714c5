import { stopListing } from '../drop-files';
import { type DropNote, session, useSession } from '../session';
import { useWords } from '../words';
import { Button } from './Button';
import { Notice } from './Notice';

/**
 * What becomes of a drop before it is anything: its folders are listed, or not all of it is taken. What comes into a status
 * that is there already is read out by every screen reader.
 */
export function DropNotice() {
  const isListing = useSession((state) => state.listing !== undefined);
  return (
    <div role="status" className="drop-status">
      {isListing ? <ListingNotice /> : <LeftNotice />}
    </div>
  );
}

function ListingNotice() {
  const { t, n } = useWords();
  const files = useSession((state) => state.listing?.files ?? 0);
  return (
    <Notice>
      <p>{t('app.listing')}</p>
      {/* Otherwise it would be read out a hundred times. */}
      <p className="note" aria-live="off">
        {t('app.listed', { count: files, number: n.count(files) })}
      </p>
      <div className="notice-actions">
        <Button onPress={stopListing}>{t('app.cancel')}</Button>
      </div>
    </Notice>
  );
}

/** Of what was dropped, that which was not taken. Stays until it is answered or more files are dropped. */
function LeftNotice() {
  const { t, n } = useWords();
  const note = useSession((state) => state.dropNote);
  if (!note) return null;
  return (
    <Notice>
      <p>{sentence(note)}</p>
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
