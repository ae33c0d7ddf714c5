import { type DatasetManifest, fitsFer2013 } from '../../../shared/dataset';
import { cancelExport, exportDataset } from '../../actions/export-actions';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ErrorNotice } from '../ErrorNotice';
import { Figure } from '../Figure';
import { ProgressBar } from '../ProgressBar';
import { Section } from '../Section';

/** The dataset in use as a file. */
export function ExportDataset({ dataset }: { readonly dataset: DatasetManifest }) {
  const { t, n, datasetName } = useWords();
  const stage = useSession((state) => state.exporting);
  const isWorking = stage.status === 'working';
  const fitsCsv = fitsFer2013(dataset);
  const progress = stage.status === 'working' ? stage.progress : undefined;
  const writing = t('imports.exports.writing', { name: datasetName(dataset) });
  return (
    <Section title={t('imports.exports.title')} note={t('imports.exports.note')}>
      {stage.status === 'failed' && <ErrorNotice failure={stage.failure} />}
      <div className="row">
        <Button isDisabled={isWorking} onPress={() => void exportDataset('zip')}>
          {t('imports.exports.zip')}
        </Button>
        <Button isDisabled={isWorking || !fitsCsv} onPress={() => void exportDataset('csv')}>
          {t('imports.exports.csv')}
        </Button>
        {isWorking && <Button onPress={cancelExport}>{t('app.cancel')}</Button>}
      </div>
      {!fitsCsv && <p className="note">{t('imports.exports.csvImpossible')}</p>}
      {isWorking && <ProgressBar label={writing} share={progress && progress.done / progress.images} />}
      <output className="note">
        {isWorking && writing}
        {stage.status === 'ready' && (
          <Figure name="export-bytes" value={stage.value.bytes}>
            {t('imports.exports.done', { name: stage.value.name, bytes: n.bytes(stage.value.bytes) })}
          </Figure>
        )}
      </output>
    </Section>
  );
}
