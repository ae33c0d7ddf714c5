import { type RefObject, useEffect, useMemo, useState } from 'react';
import { clearCanvas, drawOver } from '../../live-drawing';
import { useSession } from '../../session';
import { readingsAt } from '../../watched-video';
import { useWords } from '../../words';
import { useObjectUrl } from '../photos/Thumbnail';
import type { View } from './Viewer';

/** A video that was read, in its player. */
export interface Playing {
  readonly player: RefObject<HTMLVideoElement | null>;
  /** Shows a moment of it. */
  readonly jump: (timeMs: number) => void;
}

/**
 * Plays a video that was read, with the boxes of the frame in view.
 *
 * @returns undefined where there is no video
 */
export function useWatchedVideo({ video, overlay }: View): Playing | undefined {
  const words = useWords();
  const watched = useSession((state) => state.watched);
  const url = useObjectUrl(watched?.file);
  useEffect(() => {
    const player = video.current;
    if (!player || url === undefined) return;
    open(player, url);
    return () => player.removeAttribute('src');
  }, [url, video]);
  useEffect(() => {
    const player = video.current;
    if (!player || !watched) return;
    const { frames, cards } = watched;
    const draw = (_now: number, { mediaTime }: { readonly mediaTime: number }) => {
      const readings = readingsAt(frames, 1000 * mediaTime);
      if (readings) drawOver(overlay.current, readings, { cards, source: 'video', words });
      else clearCanvas(overlay.current);
      waiting = player.requestVideoFrameCallback(draw);
    };
    let waiting = player.requestVideoFrameCallback(draw);
    return () => player.cancelVideoFrameCallback(waiting);
  }, [overlay, video, watched, words]);
  return useMemo(
    () =>
      watched && {
        player: video,
        jump: (timeMs) => video.current && showMoment(video.current, timeMs),
      },
    [video, watched],
  );
}

/** The moment a player shows, ms, as it plays and as it is sought, and what says so before the player does. */
export function usePlayhead(player: RefObject<HTMLVideoElement | null>) {
  const playhead = useState(0);
  const [, setTimeMs] = playhead;
  useEffect(() => {
    const video = player.current;
    if (!video) return;
    // Of the time that was sought: that of the frame in view begins before it.
    const tell = () => setTimeMs(1000 * video.currentTime);
    const each = () => {
      tell();
      waiting = video.requestVideoFrameCallback(each);
    };
    let waiting = video.requestVideoFrameCallback(each);
    video.addEventListener('seeking', tell);
    tell();
    return () => {
      video.cancelVideoFrameCallback(waiting);
      video.removeEventListener('seeking', tell);
    };
  }, [player, setTimeMs]);
  return playhead;
}

function open(player: HTMLVideoElement, url: string): void {
  player.srcObject = null;
  player.src = url;
}

function showMoment(player: HTMLVideoElement, timeMs: number): void {
  player.pause();
  // A little into the frame: a player rounds down to the one before.
  player.currentTime = timeMs / 1000 + 0.002;
  player.scrollIntoView({ block: 'nearest' });
}
