import { useEffect, useMemo, useRef, useState } from 'react';
import { faceColour } from '../../face-look';
import { labelLook } from '../../label-look';
import { gapMs, type Timeline } from '../../timeline';
import { useWords } from '../../words';
import { Button } from '../Button';
import {
  columnsOf,
  drawColumns,
  longestHold,
  type Move,
  movedWindow,
  type TimeWindow,
  wholeWindow,
} from './timeline-chart';
import { useStripPointer } from './use-strip-pointer';
import { type Playing, usePlayhead } from './use-watched-video';

const COLUMNS = 480;

interface TimelineStripProps {
  readonly timeline: Timeline;
  readonly face: number;
  readonly isRunning: boolean;
  readonly playing: Playing | undefined;
}

/** One face's probabilities, stacked over time, with a window that zooms and moves. */
export function TimelineStrip({ timeline, face, isRunning, playing }: TimelineStripProps) {
  const { t, n } = useWords();
  const strip = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const whole = wholeWindow(timeline);
  const [held, setHeld] = useState<TimeWindow>();
  const shown = held ?? whole;
  const moments = useMemo(
    () => Array.from(timeline.moments).filter((moment) => moment.face === face),
    [timeline, face],
  );
  const longestGapMs = useMemo(() => gapMs(moments), [moments]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    const colours = timeline.labels.map((label) => labelLook(label).colour);
    const longest = longestHold(shown, COLUMNS, longestGapMs);
    if (context) drawColumns(context, columnsOf(moments, shown, COLUMNS), colours, longest);
  }, [longestGapMs, moments, shown, timeline.labels]);
  const moveFrom = (window: TimeWindow, by: Move) => {
    const moved = movedWindow(window, whole, by);
    // One that shows all goes on to, while the session grows.
    setHeld(moved.fromMs === whole.fromMs && moved.toMs === whole.toMs ? undefined : moved);
  };
  const move = (by: Move) => moveFrom(shown, by);
  useStripPointer(strip, {
    window: shown,
    onMove: moveFrom,
    onPoint: playing && ((share) => playing.jump(shown.fromMs + share * (shown.toMs - shown.fromMs))),
  });
  const seconds = (ms: number) => t('live.timeline.seconds', { number: n.fixed(ms / 1000, 1) });
  return (
    <div className="timeline">
      <div ref={strip} className="timeline-strip" style={{ borderInlineStartColor: faceColour(face) }}>
        {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a canvas is the picture here */}
        <canvas
          ref={canvas}
          role="img"
          width={COLUMNS}
          height={96}
          aria-label={t('live.timeline.alt', {
            number: n.count(face),
            from: seconds(shown.fromMs),
            to: seconds(shown.toMs),
          })}
        />
        {timeline.markers
          .filter(({ timeMs }) => isIn(shown, timeMs))
          .map(({ timeMs, text }) => (
            <span key={timeMs} className="timeline-marker" title={text} style={placeOf(timeMs, shown)} />
          ))}
        {playing && <Playhead playing={playing} shown={shown} />}
      </div>
      {playing && <Jump playing={playing} shown={shown} />}
      <div className="row timeline-axis">
        <span className="note">{seconds(shown.fromMs)}</span>
        <span className="row">
          <Button look="quiet" label={t('live.timeline.earlier')} onPress={() => move({ shift: -0.5 })}>
            ←
          </Button>
          <Button look="quiet" label={t('live.timeline.zoomIn')} onPress={() => move({ zoom: 2 })}>
            +
          </Button>
          <Button look="quiet" label={t('live.timeline.zoomOut')} onPress={() => move({ zoom: 0.5 })}>
            −
          </Button>
          <Button look="quiet" label={t('live.timeline.later')} onPress={() => move({ shift: 0.5 })}>
            →
          </Button>
          <Button look="quiet" isDisabled={held === undefined} onPress={() => setHeld(undefined)}>
            {t(isRunning ? 'live.timeline.follow' : 'live.timeline.all')}
          </Button>
        </span>
        <span className="note">{seconds(shown.toMs)}</span>
      </div>
      <p className="note">{t(playing ? 'live.timeline.hintVideo' : 'live.timeline.hint')}</p>
    </div>
  );
}

interface MomentProps {
  readonly playing: Playing;
  readonly shown: TimeWindow;
}

/** Where in the strip the video stands. */
function Playhead({ playing, shown }: MomentProps) {
  const [timeMs] = usePlayhead(playing.player);
  return isIn(shown, timeMs) && <span className="timeline-playhead" style={placeOf(timeMs, shown)} />;
}

/** What a click on the strip does, for the keyboard. */
function Jump({ playing, shown }: MomentProps) {
  const { t } = useWords();
  const [timeMs, setTimeMs] = usePlayhead(playing.player);
  const jump = (toMs: number) => {
    setTimeMs(toMs); // at once: put back meanwhile, the slider would tell the old moment as another change
    playing.jump(toMs);
  };
  return (
    <input
      type="range"
      className="timeline-jump"
      aria-label={t('live.timeline.jump')}
      min={shown.fromMs}
      max={shown.toMs}
      step="any"
      value={timeMs}
      onChange={({ currentTarget }) => jump(Number(currentTarget.value))}
    />
  );
}

function isIn({ fromMs, toMs }: TimeWindow, timeMs: number): boolean {
  return timeMs >= fromMs && timeMs <= toMs;
}

function placeOf(timeMs: number, { fromMs, toMs }: TimeWindow) {
  return { insetInlineStart: `${(100 * (timeMs - fromMs)) / (toMs - fromMs)}%` };
}
