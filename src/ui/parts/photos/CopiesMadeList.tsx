import { copyRest, forgetCopies, takeBack } from '../../actions/photo-output-actions';
import type { CopiesMade } from '../../photos/board';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { Section } from '../Section';

/** What was copied during this visit, where to, and the way back. It stays when the photos make room for others. */
export function CopiesMadeList() {
  const { t } = useWords();
  const copiesMade = useSession((state) => state.copiesMade);
  if (copiesMade.length === 0) return null;
  return (
    <Section title={t('photos.copies.title')} note={t('photos.copies.note')}>
      <ul className="copies-made">
        {copiesMade.map((made) => (
          <li key={made.id} data-copies={made.id}>
            <Made made={made} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Made({ made }: { readonly made: CopiesMade }) {
  const { t, n } = useWords();
  const isBusy = useSession(
    ({ photosWriting, board }) => photosWriting.status === 'working' || board?.isReading === true,
  );
  const canGoOn = useSession(({ board }) => board?.id === made.boardId) && made.missing > 0;
  const { written, notCopied, missing, left } = made;
  return (
    <>
      <p>
        <strong>
          {t('photos.copies.made', {
            count: written.length,
            number: n.count(written.length),
            folder: made.root.name,
          })}
        </strong>
      </p>
      {missing > 0 && <p>{t('photos.copies.missing', { count: missing, number: n.count(missing) })}</p>}
      <Paths
        text={t('photos.copies.notCopied', { count: notCopied.length, number: n.count(notCopied.length) })}
        paths={notCopied}
      />
      <Paths
        text={t('photos.copies.left', { count: left.length, number: n.count(left.length) })}
        paths={left.map(({ folder, name }) => `${folder}/${name}`)}
      />
      <Paths text={t('photos.copies.list')} paths={written.map(({ folder, name }) => `${folder}/${name}`)} />
      <div className="row">
        {canGoOn && (
          <Button isDisabled={isBusy} onPress={() => void copyRest(made.id)}>
            {t('photos.copies.rest')}
          </Button>
        )}
        {written.length > 0 && (
          <Button isDisabled={isBusy} onPress={() => void takeBack(made.id)}>
            {t('photos.copies.undo')}
          </Button>
        )}
        <Button look="quiet" isDisabled={isBusy} onPress={() => forgetCopies(made.id)}>
          {t('photos.copies.forget')}
        </Button>
      </div>
    </>
  );
}

const MOST_PATHS = 200;

/** A few thousand would be slow to draw, and nobody reads them. */
function Paths({ text, paths }: { readonly text: string; readonly paths: readonly string[] }) {
  const { t, n } = useWords();
  if (paths.length === 0) return null;
  const more = paths.length - MOST_PATHS;
  return (
    <details className="fold">
      <summary>{text}</summary>
      <ul className="copy-paths">
        {paths.slice(0, MOST_PATHS).map((path) => (
          <li key={path}>{path}</li>
        ))}
        {more > 0 && <li>{t('photos.more', { number: n.count(more) })}</li>}
      </ul>
    </details>
  );
}
