import { cancelImport, drawSample, importDraft } from '../actions/import-actions';
import { Button } from '../parts/Button';
import { DatasetView } from '../parts/data/DatasetView';
import { Doors } from '../parts/data/Doors';
import { ImportDraftView } from '../parts/data/ImportDraftView';
import { ImportFailure } from '../parts/data/ImportFailure';
import { ImportProgressView } from '../parts/data/ImportProgressView';
import { LookAtOwnButton, OwnPicturesView } from '../parts/data/OwnPicturesView';
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
      {data.status === 'working' ? <ImportProgressView run={data.progress} /> : <Stored />}
    </>
  );
}

/** What the page is about while nothing is being imported: what may be next, what is there, or the ways in. */
function Stored() {
  const draft = useSession((state) => state.draft);
  const own = useSession((state) => state.ownPictures);
  const dataset = useSession(datasetInUse);
  if (draft) return <ImportDraftView draft={draft} />;
  if (own) return <OwnPicturesView own={own} />;
  return dataset ? <DatasetView dataset={dataset} /> : <Doors />;
}

function PrimaryAction() {
  const { t, n } = useWords();
  const status = useSession((state) => state.data.status);
  const draft = useSession((state) => state.draft);
  const own = useSession((state) => state.ownPictures);
  const hasDataset = useSession((state) => datasetInUse(state) !== undefined);
  if (status === 'working') {
    return (
      <Button look="primary" onPress={cancelImport}>
        {t('app.cancel')}
      </Button>
    );
  }
  if (draft) {
    const { preview } = draft;
    return (
      <Button look="primary" isDisabled={!preview} onPress={() => void importDraft()}>
        {preview?.isTruncated
          ? t('data.truncated.accept', { rows: n.count(preview.images) })
          : t('imports.preview.import')}
      </Button>
    );
  }
  if (own) return <LookAtOwnButton own={own} />;
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
