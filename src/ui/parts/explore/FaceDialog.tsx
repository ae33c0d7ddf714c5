// oxlint-disable jsx-a11y/prefer-tag-over-role -- a canvas is the picture here
import { useEffect, useMemo, useRef, useState } from 'react';
import type { FaceIndex } from '../../../data/face-index';
import { type DatasetManifest, imageBytes, type ImageSpec, poseAt, SPLITS } from '../../../shared/dataset';
import { FINDINGS } from '../../../shared/diagnosis';
import type { ExclusionReason } from '../../../shared/exclusions';
import { exclude, readmit } from '../../actions/review-actions';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { Dialog } from '../Dialog';
import { toPicture } from '../FaceMosaic';
import { FigureList } from '../Figure';
import { LabelName } from '../LabelName';
import type { ReadFacePage } from './face-cache';
import { picturesOf, relativesOf } from './filter-faces';

const MOST_RELATIVES = 24;

interface FaceDialogProps {
  readonly dataset: DatasetManifest;
  readonly index: FaceIndex;
  readonly faces: Uint32Array; // as the grid has them
  readonly open: number | undefined; // index into the dataset
  readonly nameOf: (index: number) => string;
  readonly read: ReadFacePage;
  readonly excluded: ReadonlyMap<number, ExclusionReason>;
  readonly onOpen: (index: number | undefined) => void;
}

/** One face, large, with all that is known of it. */
export function FaceDialog(props: FaceDialogProps) {
  const { open, nameOf, onOpen } = props;
  return (
    <Dialog
      title={open === undefined ? '' : nameOf(open)}
      isOpen={open !== undefined}
      onClose={() => onOpen(undefined)}
    >
      {open !== undefined && <FaceView {...props} open={open} />}
    </Dialog>
  );
}

function FaceView(props: FaceDialogProps & { readonly open: number }) {
  const { dataset, index, faces, open, nameOf, read, excluded, onOpen } = props;
  const { t, n } = useWords();
  const diagnosis = useSession((state) => state.diagnosis);
  const relatives = useMemo(
    () => (diagnosis ? relativesOf(diagnosis, open).slice(0, MOST_RELATIVES) : []),
    [diagnosis, open],
  );
  const pixels = usePixels(
    useMemo(() => Uint32Array.of(open, ...relatives.map((relative) => relative.index)), [open, relatives]),
    read,
  );
  const size = imageBytes(dataset.image);
  const pixelsAt = (place: number) => pixels?.subarray(place * size, (place + 1) * size);
  const place = faces.indexOf(open);
  const reason = excluded.get(open);
  const origin = index.origins[open] ?? '';
  const pose = poseAt(index.poses, open);
  const degrees = (radians = 0) => n.fixed((radians * 180) / Math.PI, 1);
  const findings = FINDINGS.filter((finding) => diagnosis && picturesOf(diagnosis, finding).includes(open));
  return (
    <>
      <div className="face-view">
        <Picture pixels={pixelsAt(0)} image={dataset.image} label={nameOf(open)} className="face-large" />
        <FigureList
          look="column"
          items={[
            {
              term: typeof origin === 'number' ? t('explore.face.row') : t('explore.face.file'),
              figure: <span className="face-origin">{origin}</span>,
            },
            {
              term: t('explore.filter.label'),
              figure: <LabelName label={dataset.labels[index.labels[open] ?? 0] ?? ''} />,
            },
            {
              term: t('explore.filter.split'),
              figure: t(`splits.${SPLITS[index.splits[open] ?? 0] ?? 'train'}`),
            },
            {
              term: t('explore.filter.finding'),
              figure: diagnosis
                ? findings.map((finding) => t(`explore.findings.${finding}.name`)).join(' · ') ||
                  t('explore.face.nothing')
                : t('explore.face.notExamined'),
            },
            ...(pose
              ? [
                  {
                    term: t('explore.face.pose'),
                    figure: t('explore.face.angles', {
                      yaw: degrees(pose[0]),
                      pitch: degrees(pose[1]),
                      roll: degrees(pose[2]),
                    }),
                  },
                ]
              : []),
            ...(reason === undefined
              ? []
              : [
                  {
                    term: t('explore.face.excludedFor'),
                    figure:
                      reason === 'by-hand' ? t('explore.face.byHand') : t(`explore.findings.${reason}.name`),
                  },
                ]),
          ]}
        />
      </div>
      {relatives.length > 0 && (
        <>
          <h3>{t('explore.face.copies')}</h3>
          <ul className="face-copies">
            {relatives.map((relative, at) => (
              <li key={relative.index}>
                <button type="button" onClick={() => onOpen(relative.index)}>
                  <Picture pixels={pixelsAt(at + 1)} image={dataset.image} label={nameOf(relative.index)} />
                  <small>{t(`explore.face.how.${relative.how}`)}</small>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <div className="dialog-actions">
        {place >= 0 && (
          <>
            <Button isDisabled={place === 0} onPress={() => onOpen(faces[place - 1])}>
              {t('explore.face.previous')}
            </Button>
            <Button isDisabled={place === faces.length - 1} onPress={() => onOpen(faces[place + 1])}>
              {t('explore.face.next')}
            </Button>
          </>
        )}
        {reason === undefined ? (
          <Button
            look="primary"
            onPress={() => void exclude(dataset.id, [{ why: 'by-hand', indices: Uint32Array.of(open) }])}
          >
            {t('explore.face.exclude')}
          </Button>
        ) : (
          <Button look="primary" onPress={() => void readmit(dataset.id, Uint32Array.of(open))}>
            {t('explore.face.readmit')}
          </Button>
        )}
      </div>
    </>
  );
}

function usePixels(indices: Uint32Array, read: ReadFacePage): Uint8Array | undefined {
  const [found, setFound] = useState<{ readonly indices: Uint32Array; readonly pixels: Uint8Array }>();
  useEffect(() => {
    let isCurrent = true;
    read(indices).then(
      (pixels) => isCurrent && setFound({ indices, pixels }),
      () => undefined, // removed meanwhile: the page around says so
    );
    return () => {
      isCurrent = false;
    };
  }, [indices, read]);
  return found?.indices === indices ? found.pixels : undefined;
}

interface PictureProps {
  readonly pixels: Uint8Array | undefined;
  readonly image: ImageSpec;
  readonly label: string;
  readonly className?: string;
}

function Picture({ pixels, image, label, className }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (pixels?.length) canvas.current?.getContext('2d')?.putImageData(toPicture(pixels, image), 0, 0);
  }, [pixels, image]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      className={className}
      width={image.width}
      height={image.height}
    />
  );
}
