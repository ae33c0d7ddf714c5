import { useEffect } from 'react';
import { clearCanvas, drawOver } from '../../live-drawing';
import { useSession } from '../../session';
import { readingsAt } from '../../watched-video';
import { useWords } from '../../words';
import { useObjectUrl } from '../photos/Thumbnail';
import type { View } from './Viewer';

/**
 * Plays a video that was read, with the boxes of the frame in view.
 *
 * @returns shows a moment of it; undefined where there is no video
 */
export function useWatchedVideo({ video, overlay }: View): ((timeMs: number) => void) | undefined {
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
  return watched && ((timeMs) => video.current && showMoment(video.current, timeMs));
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
