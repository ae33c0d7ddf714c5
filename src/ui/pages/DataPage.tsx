import { useState } from 'react';
import {
  cancelImport,
  chooseDataset,
  chooseFaceSize,
  dismissImport,
  drawSample,
  importFiles,
  removeDataset,
} from '../actions/data-actions';
import { Button, FileButton } from '../parts/Button';
import { Choice } from '../parts/Choice';
import { ClassTable } from '../parts/ClassTable';
import { ConfirmRemoval } from '../parts/ConfirmRemoval';
import { ErrorNotice } from '../parts/ErrorNotice';
import { FaceMosaic } from '../parts/FaceMosaic';
import { Figure, FigureList } from '../parts/Figure';
import { LabelGlyph } from '../parts/LabelName';
import { Notice } from '../parts/Notice';
import { PageHead } from '../parts/PageHead';
import { PixelFace } from '../parts/PixelFace';
import { ProgressBar } from '../parts/ProgressBar';
import { importShare } from '../parts/rail-status';
import { RejectionTable } from '../parts/RejectionTable';
import { Section } from '../parts/Section';
import { datasetInUse, type ImportRun, useSession } from '../session';
import { countOf, type DatasetManifest, type Findings, SPLITS } from '../../shared/dataset';
import type { Failure } from '../../shared/errors';
import { EXPRESSIONS } from '../../shared/labels';
import { chosenSource } from '../chosen-files';
import { FACE_SIZES } from '../face-size';
import { useWords } from '../words';

const ACCEPTED = '.csv,.zip,.gz,.tgz,.tar';

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

function DatasetFileButton() {
  const { t } = useWords();
  return (
    <FileButton
      purpose="dataset"
      accept={ACCEPTED}
      onFiles={(files) => void importFiles(chosenSource(files))}
    >
      {t('data.choose')}
    </FileButton>
  );
}

function DatasetFolderButton() {
  const { t } = useWords();
  return (
    <FileButton purpose="dataset-folder" isFolder onFiles={(files) => void importFiles(chosenSource(files))}>
      {t('data.chooseFolder')}
    </FileButton>
  );
}

function FaceSizeChoice() {
  const { t } = useWords();
  const faceSize = useSession((state) => state.faceSize);
  return (
    <Choice
      label={t('data.faceSize.label')}
      value={faceSize}
      options={FACE_SIZES.map((value) => ({ value, text: t(`data.faceSize.options.${value}`) }))}
      onChange={chooseFaceSize}
    />
  );
}

/** Three honest ways in. */
function Doors() {
  const { t } = useWords();
  return (
    <div className="doors">
      <section className="door">
        <div className="door-faces" aria-hidden="true">
          {EXPRESSIONS.map((label) => (
            <LabelGlyph key={label} label={label} />
          ))}
        </div>
        <h2>{t('data.doorSample.title')}</h2>
        <p>{t('data.doorSample.text')}</p>
        <div className="door-action">
          <Button onPress={() => void drawSample()}>{t('data.doorSample.action')}</Button>
        </div>
      </section>
      <section className="door door-drop">
        <svg className="door-picture" viewBox="0 0 12 12" aria-hidden="true">
          <PixelFace />
        </svg>
        <h2>{t('data.doorFer.title')}</h2>
        <div>
          <p>{t('data.doorFer.text')}</p>
          <details className="fold">
            <summary>{t('data.doorFer.whereTitle')}</summary>
            <p>{t('data.doorFer.where')}</p>
          </details>
          <details className="fold">
            <summary>{t('data.faceSize.title')}</summary>
            <FaceSizeChoice />
          </details>
        </div>
        <div className="door-action row">
          <DatasetFileButton />
          <DatasetFolderButton />
        </div>
      </section>
      <section className="door">
        <WeightsPicture />
        <h2>{t('data.doorModel.title')}</h2>
        <p>{t('data.doorModel.text')}</p>
        <div className="door-action">
          <a className="button button-plain" href="#/model">
            {t('data.doorModel.action')}
          </a>
        </div>
      </section>
    </div>
  );
}

/** Layers of a network, seen from the side. */
function WeightsPicture() {
  return (
    <svg className="door-picture" viewBox="0 0 60 48" aria-hidden="true">
      {[44, 34, 26, 18, 10].map((height, index) => (
        <rect
          key={height}
          x={2 + index * 12}
          y={24 - height / 2}
          width="7"
          height={height}
          rx="1.5"
          className={`pixel-${index + 1}`}
        />
      ))}
    </svg>
  );
}

function ImportFailure({ failure }: { readonly failure: Failure }) {
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
  return (
    <ErrorNotice failure={failure}>
      {source && <Button onPress={() => void importFiles(source)}>{t('app.retry')}</Button>}
      <Button onPress={dismissImport}>{t('app.dismiss')}</Button>
    </ErrorNotice>
  );
}

function ImportProgressView({ run }: { readonly run: ImportRun }) {
  const { t, n } = useWords();
  const { progress, fileName, elapsedSeconds } = run;
  const share = progress && importShare(progress);
  const title = importTitle();

  function importTitle(): string {
    if (!progress) return t('data.starting');
    if (progress.phase === 'verifying') return t('data.verifying');
    return progress.phase === 'drawing' || fileName === undefined
      ? t('data.drawing')
      : t('data.reading', { name: fileName });
  }

  return (
    <section className="working" aria-label={title}>
      <output className="working-title">{title}</output>
      <ProgressBar label={title} share={share} />
      {progress && (
        <FigureList
          items={[
            {
              term: t('data.progress.images'),
              figure: (
                <Figure value={progress.images}>
                  {progress.totalImages
                    ? t('data.progress.ofImages', {
                        done: n.count(progress.images),
                        total: n.count(progress.totalImages),
                      })
                    : n.count(progress.images)}
                </Figure>
              ),
            },
            ...(progress.totalBytes > 0
              ? [
                  {
                    term: t('data.progress.read'),
                    figure: (
                      <Figure value={progress.doneBytes}>
                        {t('data.progress.ofBytes', {
                          done: n.bytes(progress.doneBytes),
                          total: n.bytes(progress.totalBytes),
                        })}
                      </Figure>
                    ),
                  },
                ]
              : []),
            {
              term: t('data.progress.rejected'),
              figure: <Figure value={progress.rejected}>{n.count(progress.rejected)}</Figure>,
            },
            {
              term: t('data.progress.left'),
              figure: share ? n.duration((elapsedSeconds * (1 - share)) / share) : '–',
            },
          ]}
        />
      )}
    </section>
  );
}

function DatasetView({ dataset }: { readonly dataset: DatasetManifest }) {
  const { t, n } = useWords();
  const faces = useSession((state) => state.faces);
  const seconds = useSession((state) => state.importSeconds[dataset.id]);
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
        </Section>
      </div>
      {rejected.total > 0 && (
        <Section title={t('data.rejections.title')}>
          <RejectionTable rejected={rejected} />
        </Section>
      )}
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
  const { t, n, sentences } = useWords();
  const official = SPLITS.filter((split) => countOf(dataset, split) > 0).map((split) =>
    t(`data.officialParts.${split}`),
  );
  return sentences(
    t(`data.splitSource.${dataset.splitSource}`, { parts: n.list(official) }),
    countOf(dataset, 'validation') === 0 && t('data.noValidation'),
    countOf(dataset, 'test') === 0 && t('data.noTest'),
  );
}

function StoredDatasets({ inUse }: { readonly inUse: DatasetManifest }) {
  const { t, n, datasetName } = useWords();
  const datasets = useSession((state) => state.datasets);
  const isTraining = useSession((state) => state.train.status === 'working');
  const [asked, setAsked] = useState<DatasetManifest>();
  return (
    <Section
      title={t('data.stored.title')}
      aside={
        <div className="row">
          <DatasetFileButton />
          <DatasetFolderButton />
          <Button onPress={() => void drawSample()}>{t('data.doorSample.action')}</Button>
        </div>
      }
    >
      <ul className="stored" aria-label={t('data.stored.use')}>
        {datasets.map((dataset) => (
          <li key={dataset.id}>
            <label>
              <input
                type="radio"
                name="dataset"
                value={dataset.id}
                checked={dataset.id === inUse.id}
                disabled={isTraining}
                onChange={() => void chooseDataset(dataset.id)}
              />
              <span className="stored-name">{datasetName(dataset)}</span>
              <span className="note">
                {t('rail.faces', { count: dataset.images, number: n.count(dataset.images) })} ·{' '}
                {n.date(dataset.importedAtMs)}
              </span>
            </label>
            <Button
              look="quiet"
              isDisabled={isTraining}
              label={t('data.stored.remove', { name: datasetName(dataset) })}
              onPress={() => setAsked(dataset)}
            >
              {t('data.stored.removeAction')}
            </Button>
          </li>
        ))}
      </ul>
      <details className="fold">
        <summary>{t('data.faceSize.title')}</summary>
        <FaceSizeChoice />
      </details>
      <ConfirmRemoval
        title={t('data.stored.removeTitle', { name: asked ? datasetName(asked) : '' })}
        text={t('data.stored.removeText', { number: n.count(asked?.images ?? 0) })}
        action={t('data.stored.removeAction')}
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        onConfirm={() => asked && void removeDataset(asked.id)}
      />
    </Section>
  );
}
