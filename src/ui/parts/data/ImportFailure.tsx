import type { Failure } from '../../../shared/errors';
import { dismissImport, importFiles, lookAt } from '../../actions/import-actions';
import { nameExpressions } from '../../actions/own-pictures-actions';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ErrorNotice } from '../ErrorNotice';

export function ImportFailure({ failure }: { readonly failure: Failure }) {
  const { t, n } = useWords();
  const source = useSession((state) => state.lastImport);
  const rows = Number(failure.details.rows);
  if (failure.code === 'data/truncated' && source && rows > 0) {
    return (
      <ErrorNotice failure={failure}>
        <p className="strong">{t('data.truncated.question', { rows: n.count(rows) })}</p>
        <div className="row">
          <Button look="primary" onPress={() => void importFiles(source, true)}>
            {t('data.truncated.accept', { rows: n.count(rows) })}
          </Button>
          <Button onPress={dismissImport}>{t('data.truncated.refuse')}</Button>
        </div>
      </ErrorNotice>
    );
  }
  if (source && lacksExpressions(failure) && source.files.length > 1) {
    const { found } = failure.details;
    return (
      <ErrorNotice failure={failure}>
        <Button
          look="primary"
          onPress={() => nameExpressions(source, found === undefined ? undefined : String(found))}
        >
          {t('imports.own.open')}
        </Button>
        <Button onPress={dismissImport}>{t('app.dismiss')}</Button>
      </ErrorNotice>
    );
  }
  return (
    <ErrorNotice failure={failure}>
      {source && <Button onPress={() => void lookAt(source)}>{t('app.retry')}</Button>}
      <Button onPress={dismissImport}>{t('app.dismiss')}</Button>
    </ErrorNotice>
  );
}

/** Pictures that the user may sort by hand; those in an archive are not at hand. */
function lacksExpressions({ code }: Failure): boolean {
  return code === 'data/loose-pictures' || code === 'data/one-expression';
}
