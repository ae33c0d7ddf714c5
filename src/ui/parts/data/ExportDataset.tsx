import { useState } from 'react';
import { type DatasetManifest, fitsFer2013, SPLITS } from '../../../shared/dataset';
import { excludedIn } from '../../../shared/exclusions';
import { cancelExport, exportDataset } from '../../actions/export-actions';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ErrorNotice } from '../ErrorNotice';
import { Figure } from '../Figure';
import { ProgressBar } from '../ProgressBar';
import { Section } from '../Section';
import { Toggle } from '../Toggle';

/** The dataset in use as a file. */
export function ExportDataset({ dataset }: { readonly dataset: DatasetManifest }) {
  const { t, n, datasetName } = useWords();
  const stage = useSession((state) => state.exporting);
  const exclusions = useSession((state) => state.exclusions);
  const [leavesOut, setLeavesOut] = useState(true);
  const excluded = SPLITS.reduce((sum, split) => sum + excludedIn(exclusions, split), 0);
  const isCleaned = excluded > 0 && leavesOut;
  const running = stage.status === 'working' ? stage.progress : undefined;
  const fitsCsv = fitsFer2013(dataset);
  const writing = running && t('imports.exports.writing', { name: datasetName(running.dataset) });
  return (
    <Section title={t('imports.exports.title')} note={t('imports.exports.note')}>
      {stage.status === 'failed' && <ErrorNotice failure={stage.failure} />}
      {excluded > 0 && (
        <Toggle
          label={t('imports.exports.without', { number: n.count(excluded) })}
          note={t('imports.exports.withoutNote')}
          isOn={leavesOut}
          isDisabled={running !== undefined}
          onChange={setLeavesOut}
        />
      )}
      <div className="row">
        <Button isDisabled={running !== undefined} onPress={() => void exportDataset('zip', isCleaned)}>
          {t('imports.exports.zip')}
        </Button>
        <Button
          isDisabled={running !== undefined || !fitsCsv}
          onPress={() => void exportDataset('csv', isCleaned)}
        >
          {t('imports.exports.csv')}
        </Button>
        {running && <Button onPress={cancelExport}>{t('app.cancel')}</Button>}
      </div>
      {!fitsCsv && <p className="note">{t('imports.exports.csvImpossible')}</p>}
      {running && writing !== undefined && (
        <ProgressBar
          label={writing}
          share={running.progress && running.progress.done / Math.max(1, running.progress.images)}
        />
      )}
      <output className="note">
        {writing}
        {stage.status === 'ready' && (
          <Figure name="export-bytes" value={stage.value.bytes}>
            {t('imports.exports.done', { name: stage.value.name, bytes: n.bytes(stage.value.bytes) })}
          </Figure>
        )}
      </output>
    </Section>
  );
}
