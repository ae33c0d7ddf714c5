import type { DatasetManifest, Findings } from '../../../shared/dataset';
import { storedParts } from '../../parts-sentences';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { ClassTable } from '../ClassTable';
import { Explore } from '../explore/Explore';
import { FaceMosaic } from '../FaceMosaic';
import { Figure, FigureList } from '../Figure';
import { Notice } from '../Notice';
import { RejectionTable } from '../RejectionTable';
import { Section } from '../Section';
import { ExportDataset } from './ExportDataset';
import { SplitAgain } from './SplitAgain';
import { StoredDatasets } from './StoredDatasets';

export function DatasetView({ dataset }: { readonly dataset: DatasetManifest }) {
  const { t, n, datasetName, sentences } = useWords();
  const faces = useSession((state) => state.faces);
  const seconds = useSession((state) => state.importSeconds[dataset.id]);
  const storedBefore = useSession((state) => state.storedBefore);
  const { image, rejected } = dataset;
  return (
    <div className="sections">
      <FigureList
        items={[
          {
            term: t('data.figures.kind'),
            figure: (
              <Figure name="import-kind" value={dataset.kind}>
                {t(`data.kinds.${dataset.kind}`)}
              </Figure>
            ),
          },
          {
            term: t('data.figures.images'),
            figure: (
              <Figure name="import-images" value={dataset.images}>
                {n.count(dataset.images)}
              </Figure>
            ),
          },
          {
            term: t('data.figures.size'),
            figure: `${image.width} × ${image.height}`,
            note: image.channels === 1 ? t('data.grey') : t('data.colour'),
          },
          {
            term: t('data.figures.rejected'),
            figure: (
              <Figure name="import-rejected" value={rejected.total}>
                {n.count(rejected.total)}
              </Figure>
            ),
          },
          ...(seconds === undefined
            ? []
            : [
                {
                  term: t('data.figures.seconds'),
                  figure: (
                    <Figure name="import-seconds" value={seconds}>
                      {n.duration(seconds)}
                    </Figure>
                  ),
                },
              ]),
        ]}
      />
      {dataset.isDrawn && <Notice>{t('drawn.data')}</Notice>}
      {storedBefore?.id === dataset.id && (
        <Notice>
          {sentences(
            t('imports.stored.before', { name: datasetName(dataset) }),
            storedBefore.hasNewPoses && t('imports.stored.newPoses'),
          )}
        </Notice>
      )}
      <div className="data-columns">
        <Section title={t('data.mosaic.title')} note={t('data.mosaic.note')} className="mosaic-section">
          {faces ? (
            <FaceMosaic sheet={faces} labels={dataset.labels} />
          ) : (
            <p className="note">{t('data.mosaic.loading')}</p>
          )}
        </Section>
        <Section title={t('data.counts.title')} note={<SplitSentences dataset={dataset} />}>
          <ClassTable dataset={dataset} />
          {dataset.findings && <FindingsSentence findings={dataset.findings} />}
          <SplitAgain key={dataset.id} dataset={dataset} />
        </Section>
      </div>
      {rejected.total > 0 && (
        <Section title={t('data.rejections.title')}>
          <RejectionTable rejected={rejected} />
        </Section>
      )}
      <Explore key={dataset.id} dataset={dataset} />
      <ExportDataset dataset={dataset} />
      <StoredDatasets inUse={dataset} />
    </div>
  );
}

/** One sentence about pictures that occur more than once. */
function FindingsSentence({ findings }: { readonly findings: Findings }) {
  const { t, n } = useWords();
  const { exactDuplicates, acrossSplits, contradictory } = findings;
  if (exactDuplicates === 0) {
    return (
      <p className="note">
        <Figure name="import-exact-duplicates" value={0}>
          <Figure name="import-across-splits" value={0}>
            <Figure name="import-contradictory" value={0}>
              {t('data.findings.none')}
            </Figure>
          </Figure>
        </Figure>
      </p>
    );
  }
  return (
    <p className="note">
      <Figure name="import-exact-duplicates" value={exactDuplicates}>
        {t('data.findings.exactDuplicates', { number: n.count(exactDuplicates) })}
      </Figure>
      <Figure name="import-across-splits" value={acrossSplits}>
        {t('data.findings.acrossSplits', { number: n.count(acrossSplits) })}
      </Figure>
      <Figure name="import-contradictory" value={contradictory}>
        {t('data.findings.contradictory', { number: n.count(contradictory) })}
      </Figure>
    </p>
  );
}

function SplitSentences({ dataset }: { readonly dataset: DatasetManifest }) {
  return storedParts(dataset, useWords());
}
