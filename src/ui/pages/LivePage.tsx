import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { readPicture, startCamera, stopLive } from '../actions/live-actions';
import { setPictureReader } from '../drop-files';
import type { LiveStatus } from '../live-status';
import { cardInUse } from '../model-names';
import { drawReadings, type OverlayStyle } from '../overlay';
import { Button, FileButton } from '../parts/Button';
import { EmptyState } from '../parts/EmptyState';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Figure, FigureList } from '../parts/Figure';
import { LabelGlyph } from '../parts/LabelName';
import { LiveFiguresTable } from '../parts/LiveFiguresTable';
import { Notice } from '../parts/Notice';
import { PageHead } from '../parts/PageHead';
import { PoliteStatus } from '../parts/PoliteStatus';
import { ProbabilityBars } from '../parts/ProbabilityBars';
import { Section } from '../parts/Section';
import type { FaceReading, Readings } from '../../live/recognize';
import type { ModelCard } from '../../shared/model-card';
import type { ModelSummary } from '../../storage/model-store';
import { wholePercents } from '../numbers';
import { modelInUse, useSession } from '../session';
import { useWords, type Words } from '../words';

export function LivePage() {
  const model = useSession(modelInUse);
  return model ? <Watching model={model} /> : <NoModel />;
}

function NoModel() {
  const { t } = useWords();
  return (
    <>
      <PageHead
        title={t('stages.live')}
        lead={t('live.lead')}
        action={
          <a className="button button-primary" href="#/train">
            {t('evaluate.toTrain')}
          </a>
        }
      />
      <EmptyState text={t('live.waits')}>
        <a className="button button-plain" href="#/model">
          {t('data.doorModel.action')}
        </a>
      </EmptyState>
    </>
  );
}

function Watching({ model }: { readonly model: ModelSummary }) {
  const words = useWords();
  const { t } = words;
  const live = useSession((state) => state.live);
  const weights = useSession((state) => state.weights);
  const card = cardInUse(model, weights);
  const video = useRef<HTMLVideoElement>(null);
  const picture = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const { start, open } = useLiveActions({ video, picture, overlay });
  const isBusy = live.status === 'working' || (live.status === 'ready' && live.value.isRunning);
  const status = live.status === 'ready' ? live.value : undefined;
  // A camera that failed keeps the figures of what it has seen.
  const [last, setLast] = useState<LiveStatus>();
  if (status && status !== last) setLast(status);
  const figuresOf = live.status === 'failed' && last ? { ...last, isRunning: false } : status;
  return (
    <>
      <PageHead
        title={t('stages.live')}
        lead={t('live.lead')}
        action={
          isBusy ? (
            <Button look="primary" onPress={stopLive}>
              {t('live.stop')}
            </Button>
          ) : (
            <Button look="primary" onPress={start}>
              {t('live.start')}
            </Button>
          )
        }
      />
      {live.status === 'failed' && (
        <ErrorNotice failure={live.failure}>
          {live.failure.code !== 'live/bad-picture' && <Button onPress={start}>{t('app.retry')}</Button>}
          <PictureButton onPicture={open} />
        </ErrorNotice>
      )}
      {card.trained.isDrawn && <Notice>{t('drawn.model')}</Notice>}
      <div className="live-layout">
        <div className={`viewer viewer-${live.status}`} data-source={status?.source}>
          <video
            ref={video}
            muted
            playsInline
            hidden={status?.source === 'picture'}
            aria-label={t('live.videoLabel')}
          />
          <canvas
            ref={picture}
            className="viewer-picture"
            hidden={status?.source !== 'picture'}
            aria-hidden="true"
          />
          <canvas ref={overlay} className="viewer-overlay" aria-hidden="true" />
          {live.status !== 'ready' && (
            <div className="viewer-words">
              {live.status === 'working' ? (
                <output>{t(`live.working.${live.progress}`)}</output>
              ) : (
                <>
                  <p className="viewer-consent">{t('live.consent')}</p>
                  <p>{t('live.consentMore')}</p>
                </>
              )}
            </div>
          )}
        </div>
        <aside className="live-side" aria-label={t('live.largest')}>
          <Largest status={status} labels={card.labels} />
        </aside>
      </div>
      <div className="row">
        <PictureButton onPicture={open} />
        <span className="note">{t('live.orPicture')}</span>
        <span className="note row-end">
          {t('live.using', { name: words.modelName(card), weights: t(`which.${card.weights}`) })}
        </span>
      </div>
      <div className="two-columns live-below">
        <div className="sections">
          {status && <FaceList status={status} />}
          <p className="note limits">{t('live.limits')}</p>
        </div>
        {figuresOf?.source === 'camera' && <LiveFiguresTable status={figuresOf} />}
      </div>
    </>
  );
}

function PictureButton({ onPicture }: { readonly onPicture: (file: File) => void }) {
  const { t } = useWords();
  return (
    <FileButton purpose="picture" accept="image/*" onFiles={([file]) => file && onPicture(file)}>
      {t('live.picture')}
    </FileButton>
  );
}

interface View {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly picture: RefObject<HTMLCanvasElement | null>;
  readonly overlay: RefObject<HTMLCanvasElement | null>;
}

interface LiveActions {
  readonly start: () => void;
  readonly open: (file: File) => void;
}

/** The two ways to begin a live session on these elements. Leaving the page ends it. */
function useLiveActions({ video, picture, overlay }: View): LiveActions {
  const words = useWords();
  // The running session keeps its drawing function, so the words are looked up when they are drawn.
  const current = useRef(words);
  useEffect(() => {
    current.current = words;
  }, [words]);

  const draw = useCallback(
    (isMirrored: boolean) => (readings: Readings, card: ModelCard) =>
      drawOver(overlay.current, readings, { card, isMirrored, words: current.current }),
    [overlay],
  );
  const start = useCallback(() => {
    clearCanvas(overlay.current);
    if (video.current) void startCamera(video.current, draw(true));
  }, [draw, overlay, video]);
  const open = useCallback(
    (file: File) =>
      void readPicture(file, file.name, (bitmap) => showPicture(picture.current, bitmap), draw(false)),
    [draw, picture],
  );
  useEffect(() => {
    setPictureReader(open);
    return () => {
      setPictureReader(undefined);
      stopLive();
    };
  }, [open]);
  return { start, open };
}

function clearCanvas(canvas: HTMLCanvasElement | null): void {
  canvas?.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
}

function showPicture(canvas: HTMLCanvasElement | null, bitmap: ImageBitmap): void {
  if (!canvas) return;
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
}

interface Drawn {
  readonly card: ModelCard;
  readonly isMirrored: boolean;
  readonly words: Words;
}

function drawOver(
  canvas: HTMLCanvasElement | null,
  readings: Readings,
  { card, isMirrored, words }: Drawn,
): void {
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return;
  const { width, height } = readings.frame;
  // The viewer takes the frame's proportions, so that one scale holds for both axes.
  canvas.parentElement?.style.setProperty('aspect-ratio', `${width} / ${height}`);
  const pixelRatio = devicePixelRatio;
  const canvasWidth = Math.round(canvas.clientWidth * pixelRatio);
  const canvasHeight = Math.round((canvasWidth * height) / width);
  if (canvas.width !== canvasWidth || canvas.height !== canvasHeight) {
    canvas.width = canvasWidth;
    canvas.height = canvasHeight;
  }
  const style: OverlayStyle = {
    labels: card.labels,
    caption: (label, probability, clear) =>
      `${clear ? words.label(label) : `${words.label(label)}?`} ${words.n.wholePercent(probability)}`,
    isMirrored,
    scale: canvasWidth / width,
    pixelRatio,
  };
  drawReadings(context, readings, style);
}

interface LargestProps {
  readonly status: LiveStatus | undefined;
  readonly labels: readonly string[];
}

/** What the largest face seems to show. */
function Largest({ status, labels }: LargestProps) {
  const { t, n, looks } = useWords();
  const answer = status?.readings?.faces[0]?.answers[0];
  const names = status?.card.labels ?? labels;
  const name = answer && names[answer.label];
  return (
    <>
      <h2 className="sr-only">{t('live.largest')}</h2>
      {answer && name !== undefined ? (
        <p className="largest">
          <LabelGlyph label={name} />
          <data value={name} data-figure="live-label">
            {looks(name, answer.isClear)}
          </data>
        </p>
      ) : (
        <p className="largest largest-none">{status ? t('live.noFace') : t('live.largest')}</p>
      )}
      {status && !answer && (
        <p className="note">
          {t(status.source === 'picture' ? 'live.noFacePictureHint' : 'live.noFaceHint')}
        </p>
      )}
      <ProbabilityBars labels={names} probabilities={answer?.probabilities} />
      {status?.isRunning && (
        <FigureList
          items={[
            {
              term: t('live.frame'),
              figure: (
                <Figure name="live-frame-ms" value={status.frameMs}>
                  {t('live.milliseconds', { number: n.fixed(status.frameMs, status.frameMs < 10 ? 1 : 0) })}
                </Figure>
              ),
            },
            {
              term: t('live.fps'),
              figure: (
                <Figure name="live-fps" value={status.framesPerSecond}>
                  {n.fixed(status.framesPerSecond, 0)}
                </Figure>
              ),
            },
          ]}
        />
      )}
    </>
  );
}

/** Every face as text: what the boxes say, for those who do not see them. */
function FaceList({ status }: { readonly status: LiveStatus }) {
  const words = useWords();
  const { t } = words;
  const faces = status.readings?.faces ?? [];
  const sentences = faces.map((face, index) => faceSentence(face, index, status.card.labels, words));
  return (
    <Section title={t('live.faces')}>
      <ol className="face-list">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
      {faces.length === 0 && <p className="note">{t('live.noFaces')}</p>}
      <PoliteStatus everyMs={2000} text={spokenFaces(faces, status.card.labels, words)} />
    </Section>
  );
}

function faceSentence(
  face: FaceReading,
  index: number,
  labels: readonly string[],
  { t, n, looks }: Words,
): string {
  const [answer] = face.answers;
  return t('live.face', {
    number: n.count(index + 1),
    looks: looksOf(face, labels, looks),
    percent: n.wholePercent((wholePercents(answer?.probabilities ?? [])[answer?.label ?? 0] ?? 0) / 100),
  });
}

/** Without the percentages: they change with every frame, the expression does not. */
function spokenFaces(faces: readonly FaceReading[], labels: readonly string[], { t, looks }: Words): string {
  if (faces.length === 0) return t('live.announceNone');
  return faces.map((face) => looksOf(face, labels, looks)).join('. ');
}

function looksOf(
  { answers: [answer] }: FaceReading,
  labels: readonly string[],
  looks: Words['looks'],
): string {
  return looks(labels[answer?.label ?? -1] ?? '', answer?.isClear ?? false);
}
