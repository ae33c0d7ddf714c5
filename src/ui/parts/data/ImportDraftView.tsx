import type { ImportPreview } from '../../../data/preview';
import { storedBytes } from '../../../shared/dataset';
import { dropDraft } from '../../actions/import-actions';
import { type ImportDraft, useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ClassTable } from '../ClassTable';
import { Figure, FigureList } from '../Figure';
import { Notice } from '../Notice';
import { ProgressBar } from '../ProgressBar';
import { RejectionTable } from '../RejectionTable';
import { Section } from '../Section';
import { DraftChoices } from './DraftChoices';

/** What was chosen, before anything of it is stored. */
export function ImportDraftView({ draft }: { readonly draft: ImportDraft }) {
  const { t } = useWords();
  const { preview, isLooking, source } = draft;
  const looking = preview?.counted === 'read' ? t('imports.preview.counting') : t('imports.preview.looking');
  return (
    <div className="sections">
      <section className="draft-head" aria-label={t('imports.preview.title', { name: source.name })}>
        <div className="section-head">
          <h2>{t('imports.preview.title', { name: source.name })}</h2>
          <Button onPress={dropDraft}>{t('app.cancel')}</Button>
        </div>
        <output className="note">{isLooking ? looking : t('imports.preview.lead')}</output>
        {isLooking && <ProgressBar label={looking} share={preview && shareOf(preview)} />}
        {preview && <DraftFigures preview={preview} />}
      </section>
      {preview && (
        <>
          <SpaceNotice preview={preview} />
          <div className="data-columns">
            <Section
              title={t('imports.preview.countsTitle')}
              note={<CountedHow draft={draft} preview={preview} />}
            >
              <ClassTable dataset={preview} />
            </Section>
            <DraftChoices draft={draft} preview={preview} />
          </div>
          {!isLooking && <Problems preview={preview} />}
        </>
      )}
    </div>
  );
}

/** 0..1 of the source. */
function shareOf({ doneBytes, totalBytes }: ImportPreview): number | undefined {
  return totalBytes > 0 ? doneBytes / totalBytes : undefined;
}

/** Bytes of storage, for the whole: while rows are counted, as if the rest were like what has been read. */
function neededBytes(preview: ImportPreview): number {
  const share = preview.counted === 'read' ? (shareOf(preview) ?? 1) : 1;
  return share > 0 ? Math.round(storedBytes(preview.images, preview.image) / share) : 0;
}

function DraftFigures({ preview }: { readonly preview: ImportPreview }) {
  const { t, n } = useWords();
  const freeBytes = useSession((state) => state.storage?.freeBytes);
  const { image, kind, images, rejected, counted } = preview;
  const isWhole = counted === 'listed' || shareOf(preview) === 1;
  const needs = n.bytes(neededBytes(preview));
  const holdsPhotos = kind === 'photos' || kind === 'genki4k';
  return (
    <FigureList
      items={[
        {
          term: t('imports.preview.kind'),
          figure: (
            <Figure name="preview-kind" value={kind}>
              {t(`data.kinds.${kind}`)}
            </Figure>
          ),
        },
        {
          term: holdsPhotos ? t('imports.preview.photos') : t('imports.preview.faces'),
          figure: (
            <Figure name="preview-images" value={images}>
              {n.count(images)}
            </Figure>
          ),
          note: isWhole ? undefined : t('imports.preview.soFar'),
        },
        {
          term: t('imports.preview.picture'),
          figure: `${image.width} × ${image.height}`,
          note: image.channels === 1 ? t('data.grey') : t('data.colour'),
        },
        {
          term: t('imports.preview.needs'),
          figure: (
            <Figure name="preview-bytes" value={neededBytes(preview)}>
              {counted === 'listed'
                ? t('imports.preview.atMost', { bytes: needs })
                : isWhole
                  ? needs
                  : t('imports.preview.about', { bytes: needs })}
            </Figure>
          ),
        },
        {
          term: t('imports.preview.free'),
          figure: freeBytes === undefined ? '–' : n.bytes(freeBytes),
          note: t(freeBytes === undefined ? 'imports.preview.freeUnknown' : 'imports.preview.freeNote'),
        },
        {
          term: t('data.figures.rejected'),
          figure: (
            <Figure name="preview-rejected" value={rejected.total}>
              {n.count(rejected.total)}
            </Figure>
          ),
        },
      ]}
    />
  );
}

function CountedHow({ draft, preview }: { readonly draft: ImportDraft; readonly preview: ImportPreview }) {
  const { t } = useWords();
  if (preview.counted === 'read')
    return t(draft.isLooking ? 'imports.preview.partly' : 'imports.preview.read');
  return t(preview.kind === 'image-folders' ? 'imports.preview.listed' : 'imports.preview.listedPhotos');
}

function SpaceNotice({ preview }: { readonly preview: ImportPreview }) {
  const { t, n } = useWords();
  const freeBytes = useSession((state) => state.storage?.freeBytes);
  const needed = neededBytes(preview);
  if (freeBytes === undefined || needed <= freeBytes) return null;
  return (
    <Notice>{t('imports.preview.tooLittle', { free: n.bytes(freeBytes), needed: n.bytes(needed) })}</Notice>
  );
}

function Problems({ preview }: { readonly preview: ImportPreview }) {
  const { t, n } = useWords();
  const { rejected, isTruncated, ignored, images, otherCount } = preview;
  return (
    <Section title={t('imports.preview.problemsTitle')}>
      {isTruncated && <Notice>{t('imports.preview.truncated', { rows: n.count(images) })}</Notice>}
      {rejected.total > 0 ? (
        <RejectionTable rejected={rejected} />
      ) : (
        <p className="note">{t('imports.preview.noProblems')}</p>
      )}
      {otherCount && (
        <p className="note">
          {t('imports.preview.otherCount', {
            usual: n.count(otherCount.usual),
            found: n.count(otherCount.found),
          })}
        </p>
      )}
      {ignored > 0 && (
        <p className="note">{t('imports.preview.ignored', { count: ignored, number: n.count(ignored) })}</p>
      )}
    </Section>
  );
}
