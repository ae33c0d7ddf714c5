import type { ImportPreview } from '../../../data/preview';
import { changeDraft, choosePictures } from '../../actions/import-actions';
import { FACE_IMAGES, FACE_SIZES, faceSizeNamed, nameOfSize } from '../../face-size';
import { arePartsKnown, foundParts } from '../../parts-sentences';
import type { ImportDraft } from '../../session';
import { useWords } from '../../words';
import { Choice } from '../Choice';
import { Section } from '../Section';
import { TextInput } from '../TextInput';
import { SplitFields, USUAL_DRAW } from './SplitFields';

interface DraftProps {
  readonly draft: ImportDraft;
  readonly preview: ImportPreview;
}

/** What the user may decide before an import: name, parts, and for pictures how they are read. */
export function DraftChoices({ draft, preview }: DraftProps) {
  const { t } = useWords();
  const hasPictures = preview.counted === 'listed';
  return (
    <Section title={t('imports.preview.choicesTitle')} className="draft-choices">
      <TextInput
        label={t('imports.preview.name')}
        value={draft.title ?? preview.name}
        onChange={(title) => changeDraft({ title })}
      />
      <PartsChoice draft={draft} preview={preview} />
      {hasPictures && <PicturesChoice draft={draft} preview={preview} />}
    </Section>
  );
}

/** Drawn anew, or as the source has them: where names and folders tell different ones, by either. */
function PartsChoice({ draft, preview }: DraftProps) {
  const { t } = useWords();
  const { splits, pictures } = draft;
  const isShipped = splits === 'shipped';
  const shipped = preview.partsDisagree
    ? [
        { value: 'names', text: t('imports.splits.shipped.names') },
        { value: 'folders', text: t('imports.splits.shipped.folders') },
      ]
    : [{ value: 'names', text: t(`imports.splits.shipped.${shippedAs(preview)}`) }];
  return (
    <>
      <Choice
        label={t('imports.splits.label')}
        value={isShipped ? (pictures.parts ?? 'names') : 'drawn'}
        options={[...shipped, { value: 'drawn', text: t('imports.splits.drawn') }]}
        onChange={chooseParts}
      />
      {isShipped ? (
        <FoundParts preview={preview} />
      ) : (
        <SplitFields draw={splits} onChange={(draw) => changeDraft({ splits: draw })} />
      )}
    </>
  );

  function chooseParts(value: string): void {
    if (value === 'drawn') return changeDraft({ splits: USUAL_DRAW });
    changeDraft({ splits: 'shipped' });
    const parts = value === 'folders' ? 'folders' : 'names';
    if (parts !== (pictures.parts ?? 'names')) void choosePictures({ parts });
  }
}

/** While rows are still read, nothing says yet that the file lacks its parts. */
function shippedAs(preview: ImportPreview): ImportPreview['splitSource'] {
  return arePartsKnown(preview) ? preview.splitSource : 'official';
}

/** Which parts the source has, and how those it lacks are made. */
function FoundParts({ preview }: Pick<DraftProps, 'preview'>) {
  const words = useWords();
  return arePartsKnown(preview) && <p className="note">{foundParts(preview, words)}</p>;
}

function PicturesChoice({ draft, preview }: DraftProps) {
  const { t } = useWords();
  const arePhotos = preview.kind !== 'image-folders';
  return (
    <>
      {preview.kind !== 'genki4k' && (
        <Choice
          label={t('imports.pictures.are')}
          value={arePhotos ? 'photos' : 'faces'}
          options={(['faces', 'photos'] as const).map((value) => ({
            value,
            text: t(`imports.pictures.areOptions.${value}`),
          }))}
          onChange={(value) => void choosePictures({ are: value === 'photos' ? 'photos' : 'faces' })}
        />
      )}
      <Choice
        label={t('data.faceSize.label')}
        value={nameOfSize(preview.image) ?? 'grey48'}
        options={FACE_SIZES.map((value) => ({ value, text: t(`data.faceSize.options.${value}`) }))}
        onChange={(value) => void choosePictures({ image: FACE_IMAGES[faceSizeNamed(value)] })}
      />
      {arePhotos && (
        <div>
          <label className="check">
            <input
              type="checkbox"
              checked={draft.pictures.several === 'largest'}
              onChange={({ currentTarget }) =>
                void choosePictures({ several: currentTarget.checked ? 'largest' : 'leave-out' })
              }
            />
            {t('imports.pictures.several')}
          </label>
          <p className="hint">{t('imports.pictures.severalHint')}</p>
        </div>
      )}
    </>
  );
}
