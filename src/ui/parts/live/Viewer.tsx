import type { RefObject } from 'react';
import { useSession } from '../../session';
import { useWords } from '../../words';

export interface View {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly picture: RefObject<HTMLCanvasElement | null>;
  readonly overlay: RefObject<HTMLCanvasElement | null>;
}

interface ViewerProps {
  readonly view: View;
  /** A camera broke off: its last picture and boxes stay in view. */
  readonly isFrozen: boolean;
}

/** The camera or the picture, the boxes over it, and words while there is neither. */
export function Viewer({ view: { video, picture, overlay }, isFrozen }: ViewerProps) {
  const { t } = useWords();
  const live = useSession((state) => state.live);
  const isMirrored = useSession((state) => state.liveOptions.isMirrored);
  const watched = useSession((state) => state.watched);
  const source = live.status === 'ready' ? live.value.source : isFrozen ? 'camera' : undefined;
  const isRunning = live.status === 'ready' && live.value.isRunning;
  // A video shows its frames while it is read; afterwards it can be played. A camera that is off leaves its last picture.
  const showsCanvas =
    source === 'picture' || (source === 'video' && !watched) || (source === 'camera' && !isRunning);
  const isMirroredNow = isMirrored && source !== 'video' && source !== 'picture';
  return (
    <div
      className={`viewer viewer-${isFrozen ? 'frozen' : live.status}${isMirroredNow ? ' viewer-mirrored' : ''}`}
      data-source={source}
    >
      <video
        ref={video}
        muted
        playsInline
        controls={source === 'video'}
        hidden={showsCanvas}
        aria-label={t(source === 'video' ? 'live.video.label' : 'live.videoLabel')}
      />
      <canvas ref={picture} className="viewer-picture" hidden={!showsCanvas} aria-hidden="true" />
      <canvas ref={overlay} className="viewer-overlay" aria-hidden="true" />
      {live.status !== 'ready' && !isFrozen && (
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
  );
}
