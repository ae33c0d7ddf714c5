import { cancelImport, drawSample } from '../actions/data-actions';
import { Button } from '../parts/Button';
import { DatasetView } from '../parts/data/DatasetView';
import { Doors } from '../parts/data/Doors';
import { ImportFailure } from '../parts/data/ImportFailure';
import { ImportProgressView } from '../parts/data/ImportProgressView';
import { PageHead } from '../parts/PageHead';
import { datasetInUse, useSession } from '../session';
import { useWords } from '../words';

export function DataPage() {
  const { t } = useWords();
  const data = useSession((state) => state.data);
  const dataset = useSession(datasetInUse);
  return (
    <>
      <PageHead
        title={t('stages.data')}
        lead={dataset ? t('data.leadReady') : t('data.lead')}
        action={<PrimaryAction />}
      />
      {data.status === 'failed' && <ImportFailure failure={data.failure} />}
      {data.status === 'working' && <ImportProgressView run={data.progress} />}
      {data.status !== 'working' && dataset && <DatasetView dataset={dataset} />}
      {data.status !== 'working' && !dataset && <Doors />}
    </>
  );
}

function PrimaryAction() {
  const { t } = useWords();
  const status = useSession((state) => state.data.status);
  const hasDataset = useSession((state) => datasetInUse(state) !== undefined);
  if (status === 'working') {
    return (
      <Button look="primary" onPress={cancelImport}>
        {t('app.cancel')}
      </Button>
    );
  }
  if (hasDataset) {
    return (
      <a className="button button-primary" href="#/model">
        {t('data.toModel')}
      </a>
    );
  }
  // The way in for someone who has no file yet.
  return (
    <Button look="primary" onPress={() => void drawSample()}>
      {t('data.doorSample.action')}
    </Button>
  );
}
