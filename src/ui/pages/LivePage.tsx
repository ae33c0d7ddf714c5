import { useCallback, useEffect, useRef, useState } from 'react';
import type { Readings } from '../../live/recognize';
import type { ModelCard } from '../../shared/model-card';
import type { ModelSummary } from '../../storage/model-store';
import {
  pauseLive,
  readPicture,
  resumeLive,
  startCamera,
  stopLive,
  watchCameras,
} from '../actions/live-actions';
import { setPictureReader } from '../drop-files';
import type { Layers } from '../live-recording';
import type { LiveStatus } from '../live-status';
import { cardInUse } from '../model-names';
import { drawReadings, type OverlayStyle } from '../overlay';
import { Button, FileButton } from '../parts/Button';
import { EmptyState } from '../parts/EmptyState';
import { ErrorNotice } from '../parts/ErrorNotice';
import { CaptureButtons } from '../parts/live/CaptureButtons';
import { FaceList } from '../parts/live/FaceList';
import { LargestFace } from '../parts/live/LargestFace';
import { LiveControls } from '../parts/live/LiveControls';
import { TimelineSection } from '../parts/live/TimelineSection';
import { type View, Viewer } from '../parts/live/Viewer';
import { LiveFiguresTable } from '../parts/LiveFiguresTable';
import { Notice } from '../parts/Notice';
import { PageHead } from '../parts/PageHead';
import { modelInUse, session, useSession } from '../session';
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
  const view: View = {
    video: useRef<HTMLVideoElement>(null),
    picture: useRef<HTMLCanvasElement>(null),
    overlay: useRef<HTMLCanvasElement>(null),
  };
  const { start, open, resume, pause, layers } = useLiveActions(view);
  useStopWhenHidden();
  const isBusy = live.status === 'working' || (live.status === 'ready' && live.value.isRunning);
  const status = live.status === 'ready' ? live.value : undefined;
  // A camera that failed keeps the figures of what it has seen.
  const [last, setLast] = useState<LiveStatus>();
  if (status && status !== last) setLast(status);
  const kept = live.status === 'failed' && last ? { ...last, isRunning: false } : status;
  return (
    <>
      <PageHead
        title={t('stages.live')}
        lead={t('live.lead')}
        action={
          isBusy ? (
            <>
              {status?.isRunning && (
                <Button onPress={status.isPaused ? resume : pause}>
                  {t(status.isPaused ? 'live.resume' : 'live.pause')}
                </Button>
              )}
              <Button look="primary" onPress={stopLive}>
                {t('live.stop')}
              </Button>
            </>
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
      {status?.isRunning && status.trouble && (
        <Notice>
          <p data-trouble={status.trouble}>{t(`live.trouble.${status.trouble}`)}</p>
          <div className="notice-actions">
            <Button onPress={start}>{t('app.retry')}</Button>
          </div>
        </Notice>
      )}
      {card.trained.isDrawn && <Notice>{t('drawn.model')}</Notice>}
      <div className="live-layout">
        <Viewer view={view} />
        <aside className="live-side" aria-label={t('live.largest')}>
          <LargestFace status={status} card={card} />
        </aside>
      </div>
      <div className="row">
        <PictureButton onPicture={open} />
        <span className="note">{t('live.orPicture')}</span>
        {status && <CaptureButtons layers={layers} isRunning={status.isRunning} />}
        <span className="note row-end">
          {t('live.using', { name: words.modelName(card), weights: t(`which.${card.weights}`) })}
        </span>
      </div>
      <div className="two-columns live-below">
        <div className="sections">
          {status && <FaceList status={status} />}
          {kept?.source === 'camera' && <TimelineSection status={kept} />}
          <p className="note limits">{t('live.limits')}</p>
        </div>
        <div className="sections">
          <LiveControls onRestart={start} />
          {kept?.source === 'camera' && <LiveFiguresTable status={kept} />}
        </div>
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

interface LiveActions {
  readonly start: () => void;
  readonly open: (file: File) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly layers: () => Layers | undefined;
}

/** The ways to begin a live session on these elements. Leaving the page ends it. */
function useLiveActions({ video, picture, overlay }: View): LiveActions {
  const words = useWords();
  // The running session keeps its drawing function, so the words are looked up when they are drawn.
  const current = useRef(words);
  useEffect(() => {
    current.current = words;
  }, [words]);

  const draw = useCallback(
    (source: 'camera' | 'picture') => (readings: Readings, cards: readonly ModelCard[]) =>
      drawOver(overlay.current, readings, { cards, source, words: current.current }),
    [overlay],
  );
  const start = useCallback(() => {
    clearCanvas(overlay.current);
    if (video.current) void startCamera(video.current, draw('camera'));
  }, [draw, overlay, video]);
  const open = useCallback(
    (file: File) =>
      void readPicture(file, file.name, (bitmap) => showPicture(picture.current, bitmap), draw('picture')),
    [draw, picture],
  );
  const pause = useCallback(() => video.current && pauseLive(video.current), [video]);
  const resume = useCallback(() => void (video.current && resumeLive(video.current)), [video]);
  const layers = useCallback(() => {
    const { live, liveOptions } = session.getState();
    if (live.status !== 'ready' || !overlay.current) return undefined;
    const isCamera = live.value.source === 'camera';
    const below = isCamera ? video.current : picture.current;
    return (
      below && { picture: below, overlay: overlay.current, isMirrored: isCamera && liveOptions.isMirrored }
    );
  }, [overlay, picture, video]);
  useEffect(() => {
    setPictureReader(open);
    const stopWatching = watchCameras();
    return () => {
      setPictureReader(undefined);
      stopWatching();
      stopLive();
    };
  }, [open]);
  return { start, open, pause, resume, layers: () => layers() ?? undefined };
}

/** The camera goes off with the tab, for those who want it so. */
function useStopWhenHidden(): void {
  const isWanted = useSession(({ liveOptions }) => liveOptions.stopsWhenHidden);
  useEffect(() => {
    if (!isWanted) return;
    const onChange = () => {
      if (document.visibilityState === 'hidden') stopLive();
    };
    document.addEventListener('visibilitychange', onChange);
    return () => document.removeEventListener('visibilitychange', onChange);
  }, [isWanted]);
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
  readonly cards: readonly ModelCard[];
  readonly source: 'camera' | 'picture';
  readonly words: Words;
}

function drawOver(
  canvas: HTMLCanvasElement | null,
  readings: Readings,
  { cards, source, words }: Drawn,
): void {
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return;
  const { liveOptions } = session.getState();
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
    labels: cards.map((card) => card.labels),
    caption: (label, probability, clear) =>
      `${clear ? words.label(label) : `${words.label(label)}?`} ${words.n.wholePercent(probability)}`,
    isMirrored: source === 'camera' && liveOptions.isMirrored,
    showsMask: liveOptions.showsMask,
    scale: canvasWidth / width,
    pixelRatio,
  };
  drawReadings(context, readings, style);
}
