import { useCallback, useEffect, useRef, useState } from 'react';
import type { Readings } from '../../live/recognize';
import type { ModelCard } from '../../shared/model-card';
import type { ModelSummary } from '../../storage/model-store';
import { chooseLiveModel, readPicture, startCamera, watchCameras } from '../actions/live-actions';
import { leaveLive, pauseLive, resumeLive, stopLive } from '../actions/live-run';
import { sortPhotos } from '../actions/photo-actions';
import { readVideo } from '../actions/video-actions';
import { isPicture, setPictureReader } from '../drop-files';
import { clearCanvas, drawOver, keepPicture, showPicture } from '../live-drawing';
import type { Layers } from '../live-recording';
import type { LiveStatus, Source } from '../live-status';
import { cardInUse } from '../model-names';
import { Button, FileButton } from '../parts/Button';
import { DrawnModelNotice } from '../parts/DrawnModelNotice';
import { EmptyState } from '../parts/EmptyState';
import { ErrorNotice } from '../parts/ErrorNotice';
import { BesideTraining } from '../parts/live/BesideTraining';
import { CaptureButtons } from '../parts/live/CaptureButtons';
import { FaceList } from '../parts/live/FaceList';
import { LargestFace } from '../parts/live/LargestFace';
import { LiveControls } from '../parts/live/LiveControls';
import { TimelineSection } from '../parts/live/TimelineSection';
import { useWatchedVideo } from '../parts/live/use-watched-video';
import { VideoOutput } from '../parts/live/VideoOutput';
import { type View, Viewer } from '../parts/live/Viewer';
import { LiveFiguresTable } from '../parts/LiveFiguresTable';
import { Notice } from '../parts/Notice';
import { PageHead } from '../parts/PageHead';
import { ProgressBar } from '../parts/ProgressBar';
import { modelInUse, session, useSession } from '../session';
import { useWords } from '../words';

export function LivePage() {
  const model = useSession(modelInUse);
  return model ? <Watching model={model} /> : <NoModel />;
}

function NoModel() {
  const { t } = useWords();
  const boxFailure = useSession((state) => state.boxFailure);
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
      {boxFailure && <ErrorNotice failure={boxFailure} />}
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
  const playing = useWatchedVideo(view);
  useStopWhenHidden();
  const isOver = live.status === 'ready' && live.value.source === 'camera' && !live.value.isRunning;
  useClearWhenOver(view, isOver);
  const isBusy = live.status === 'working' || (live.status === 'ready' && live.value.isRunning);
  const status = live.status === 'ready' ? live.value : undefined;
  // A camera that failed keeps the figures of what it has seen.
  const [last, setLast] = useState<LiveStatus>();
  if (status && status !== last) setLast(status);
  const kept = live.status === 'failed' && last ? { ...last, isRunning: false } : status;
  const isFrozen = live.status === 'failed' && last?.isRunning === true && last.source === 'camera';
  return (
    <>
      <PageHead
        title={t('stages.live')}
        lead={t('live.lead')}
        action={
          isBusy ? (
            <div className="row">
              {status?.isRunning && status.source === 'camera' && (
                <Button onPress={status.isPaused ? resume : pause}>
                  {t(status.isPaused ? 'live.resume' : 'live.pause')}
                </Button>
              )}
              <Button look="primary" onPress={stopLive}>
                {t('live.stop')}
              </Button>
            </div>
          ) : (
            <Button look="primary" onPress={start}>
              {t('live.start')}
            </Button>
          )
        }
      />
      {live.status === 'failed' && (
        <ErrorNotice failure={live.failure}>
          {!/bad-(picture|video)$|too-large$/.test(live.failure.code) && (
            <Button onPress={start}>{t('app.retry')}</Button>
          )}
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
      {status?.isRunning && status.beside && <BesideTraining beside={status.beside} />}
      {card.trained.isDrawn && <DrawnModelNotice onUse={(id) => chooseLiveModel(id, start)} />}
      {status?.isRunning && status.source === 'video' && (
        <ProgressBar label={t('live.video.progress')} share={status.share} />
      )}
      <div className="live-layout">
        <Viewer view={view} isFrozen={isFrozen} />
        <aside className="live-side" aria-label={t('live.largest')}>
          <LargestFace status={isFrozen ? kept : status} card={card} />
        </aside>
      </div>
      <div className="row">
        {/* A failure has the way on to a picture beside its sentence. */}
        {live.status !== 'failed' && (
          <>
            <PictureButton onPicture={open} />
            <span className="note">{t('live.orPicture')}</span>
          </>
        )}
        {status && !isOver && (
          <CaptureButtons layers={layers} isRunning={status.isRunning && status.source === 'camera'} />
        )}
        <span className="note row-end">
          {t('live.using', { name: words.modelName(card), weights: t(`which.${card.weights}`) })}
        </span>
      </div>
      <div className="two-columns live-below">
        <div className="sections">
          {status && !isOver && <FaceList status={status} />}
          <VideoOutput />
          {kept && kept.source !== 'picture' && <TimelineSection status={kept} playing={playing} />}
          <p className="note limits">{t('live.limits')}</p>
        </div>
        <div className="sections">
          <LiveControls onRestart={start} />
          {kept && kept.source !== 'picture' && <LiveFiguresTable status={kept} />}
        </div>
      </div>
    </>
  );
}

/** A picture or a video stays here; several pictures are sorted. */
function PictureButton({ onPicture }: { readonly onPicture: (file: File) => void }) {
  const { t } = useWords();
  const take = (files: readonly File[]) => {
    const [first, ...others] = files;
    if (first && others.length === 0) return onPicture(first);
    const placed = files.filter(isPicture).map((file) => ({ path: file.name, file }));
    if (placed.length === 0) return first && onPicture(first);
    location.hash = '#/photos';
    void sortPhotos(placed);
  };
  return (
    <FileButton purpose="picture" accept="image/*,video/*" allowsSeveral onFiles={take}>
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

  // A picture is drawn once; its words change with the language all the same.
  useEffect(() => {
    const { live } = session.getState();
    if (live.status !== 'ready' || live.value.source !== 'picture' || !live.value.readings) return;
    const { readings, card, secondCard } = live.value;
    const cards = secondCard ? [card, secondCard] : [card];
    drawOver(overlay.current, readings, { cards, source: 'picture', words });
  }, [overlay, words]);

  const draw = useCallback(
    (source: Source) => (readings: Readings, cards: readonly ModelCard[]) =>
      drawOver(overlay.current, readings, { cards, source, words: current.current }),
    [overlay],
  );
  const start = useCallback(() => {
    clearCanvas(overlay.current);
    const player = video.current;
    if (player) void startCamera(player, draw('camera'), () => keepPicture(picture.current, player));
  }, [draw, overlay, picture, video]);
  const open = useCallback(
    (file: File) => {
      const show = (bitmap: ImageBitmap) => showPicture(picture.current, bitmap);
      clearCanvas(overlay.current);
      if (file.type.startsWith('video/')) void readVideo(file, show, draw('video'));
      else void readPicture(file, file.name, show, draw('picture'));
    },
    [draw, overlay, picture],
  );
  const pause = useCallback(() => video.current && pauseLive(video.current), [video]);
  const resume = useCallback(() => void (video.current && resumeLive(video.current)), [video]);
  const layers = useCallback(() => {
    const { live, liveOptions } = session.getState();
    if (live.status !== 'ready' || !overlay.current) return undefined;
    const { source, isRunning } = live.value;
    const isCamera = source === 'camera';
    const below = isCamera === isRunning && source !== 'picture' ? video.current : picture.current;
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
      leaveLive();
    };
  }, [open]);
  return { start, open, pause, resume, layers: () => layers() ?? undefined };
}

/** A camera that was stopped shows nothing for boxes to stand on. */
function useClearWhenOver({ overlay }: View, isOver: boolean): void {
  useEffect(() => {
    if (isOver) clearCanvas(overlay.current);
  }, [overlay, isOver]);
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
