import { useState } from 'react';
import { markMoment } from '../../actions/live-run';
import type { Marker } from '../../timeline';
import { useWords } from '../../words';
import { Button } from '../Button';
import { TextInput } from '../TextInput';
import type { Playing } from './use-watched-video';

interface MarkersProps {
  readonly markers: readonly Marker[];
  readonly isRunning: boolean;
  readonly playing: Playing | undefined;
}

/** Marks with their texts: set now while a session runs, else where the video stands. */
export function Markers({ markers, isRunning, playing }: MarkersProps) {
  const { t, n } = useWords();
  const [text, setText] = useState('');
  const mark = () => {
    const video = playing?.player.current;
    markMoment(
      text.trim() || t('live.timeline.marker'),
      video ? Math.round(1000 * video.currentTime) : undefined,
    );
    setText('');
  };
  const seconds = (timeMs: number) => t('live.timeline.seconds', { number: n.fixed(timeMs / 1000, 1) });
  return (
    <>
      {(isRunning || playing) && (
        <div className="new-mark">
          <TextInput label={t('live.timeline.markerText')} value={text} onChange={setText} onEnter={mark} />
          <Button onPress={mark}>{t('live.timeline.mark')}</Button>
        </div>
      )}
      {markers.length > 0 && (
        <ul className="face-list" aria-label={t('live.timeline.markers')}>
          {markers.map(({ timeMs, text: said }) => (
            <li key={timeMs}>
              {playing ? (
                <Button look="quiet" onPress={() => playing.jump(timeMs)}>
                  {seconds(timeMs)}
                </Button>
              ) : (
                <span className="note">{seconds(timeMs)}</span>
              )}
              <span>{said}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
