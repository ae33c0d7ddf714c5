import { useEffect, useMemo, useRef, useState } from 'react';
import { markMoment } from '../../actions/live-run';
import { faceColour } from '../../face-look';
import { labelLook } from '../../label-look';
import type { LiveStatus } from '../../live-status';
import { saveFile } from '../../save-file';
import { facesOf, gapMs, longestInSight, type Timeline } from '../../timeline';
import { timelineCsv, timelineJson, timelineSrt } from '../../timeline-files';
import { useWords } from '../../words';
import { Button } from '../Button';
import { Choice } from '../Choice';
import { LabelName } from '../LabelName';
import { Section } from '../Section';
import { SegmentedControl } from '../SegmentedControl';
import { BestMoments } from './BestMoments';
import { FaceNumber } from './FaceNumber';
import {
  columnsOf,
  drawColumns,
  longestHold,
  movedWindow,
  type TimeWindow,
  wholeWindow,
} from './timeline-chart';

const COLUMNS = 480;
const MOST_IN_VIEW = 4;

interface TimelineSectionProps {
  readonly status: LiveStatus;
  /** Shows a moment of a video; undefined where there is none to jump in. */
  readonly onJump?: ((timeMs: number) => void) | undefined;
}

/** What each face seemed to show over time. In memory only, until it is saved by hand. */
export function TimelineSection({ status, onJump }: TimelineSectionProps) {
  const { t, n } = useWords();
  const { timeline, isRunning } = status;
  // The rest of the status comes more often than the timeline, which is long.
  const [faces, longest] = useMemo(() => [facesOf(timeline), longestInSight(timeline)], [timeline]);
  const [chosen, setChosen] = useState<number>();
  const face = chosen !== undefined && faces.includes(chosen) ? chosen : longest;
  if (face === undefined) return null;
  return (
    <Section title={t('live.timeline.title')} note={t('live.timeline.note')} className="over-time">
      <FaceChoice faces={faces} chosen={face} onChoose={setChosen} />
      <Strip timeline={timeline} face={face} isRunning={isRunning} onJump={onJump} />
      <ul className="legend">
        {timeline.labels.map((label) => (
          <li key={label}>
            <LabelName label={label} />
          </li>
        ))}
      </ul>
      {timeline.keptMs !== undefined && (
        <p className="note">
          {t('live.timeline.dropped', { kept: n.duration(Math.floor(timeline.keptMs / 1000)) })}
        </p>
      )}
      <BestMoments picks={timeline.best} image={status.card.input.image} onJump={onJump} />
      <div className="row">
        {isRunning && (
          <Button onPress={() => markMoment(t('live.timeline.marker'))}>{t('live.timeline.mark')}</Button>
        )}
        <Exports timeline={timeline} />
      </div>
    </Section>
  );
}

interface FaceChoiceProps {
  readonly faces: readonly number[];
  readonly chosen: number;
  readonly onChoose: (face: number) => void;
}

/** Whose time is shown: a few faces side by side, a crowd in a list. */
function FaceChoice({ faces, chosen, onChoose }: FaceChoiceProps) {
  const { t, n } = useWords();
  const name = (number: number) => t('live.timeline.faceNumber', { number: n.count(number) });
  const choice = { label: t('live.timeline.face'), value: String(chosen) };
  if (faces.length === 1)
    return (
      <p className="face-name">
        <FaceNumber number={chosen} /> {name(chosen)}
      </p>
    );
  return faces.length <= MOST_IN_VIEW ? (
    <SegmentedControl
      {...choice}
      segments={faces.map((number) => ({
        value: String(number),
        text: (
          <span className="face-name">
            <FaceNumber number={number} /> {name(number)}
          </span>
        ),
      }))}
      onChange={(value) => onChoose(Number(value))}
    />
  ) : (
    <div className="face-choice">
      <FaceNumber number={chosen} />
      <Choice
        {...choice}
        options={faces.map((number) => ({ value: String(number), text: name(number) }))}
        onChange={(value) => onChoose(Number(value))}
      />
    </div>
  );
}

interface StripProps {
  readonly timeline: Timeline;
  readonly face: number;
  readonly isRunning: boolean;
  readonly onJump: ((timeMs: number) => void) | undefined;
}

/** One face's probabilities, stacked over time, with a window that zooms and moves. */
function Strip({ timeline, face, isRunning, onJump }: StripProps) {
  const { t, n } = useWords();
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
  const move = (by: { zoom?: number; shift?: number }) => setHeld(movedWindow(shown, whole, by));
  const seconds = (ms: number) => t('live.timeline.seconds', { number: n.fixed(ms / 1000, 1) });
  return (
    <div className="timeline">
      <div className="timeline-strip" style={{ borderInlineStartColor: faceColour(face) }}>
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
          .filter(({ timeMs }) => timeMs >= shown.fromMs && timeMs <= shown.toMs)
          .map(({ timeMs, text }) => (
            <span
              key={timeMs}
              className="timeline-marker"
              title={text}
              style={{
                insetInlineStart: `${(100 * (timeMs - shown.fromMs)) / (shown.toMs - shown.fromMs)}%`,
              }}
            />
          ))}
      </div>
      {onJump && (
        <input
          type="range"
          className="timeline-jump"
          aria-label={t('live.timeline.jump')}
          min={shown.fromMs}
          max={shown.toMs}
          step={10}
          defaultValue={shown.fromMs}
          onChange={({ currentTarget }) => onJump(Number(currentTarget.value))}
        />
      )}
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
    </div>
  );
}

function Exports({ timeline }: { readonly timeline: Timeline }) {
  const words = useWords();
  const { t, looks } = words;
  const save = (name: string, type: string, text: string) =>
    saveFile({ name, blob: new Blob([text], { type }) });
  return (
    <>
      <Button onPress={() => save('timeline.csv', 'text/csv', timelineCsv(timeline))}>CSV</Button>
      <Button onPress={() => save('timeline.json', 'application/json', timelineJson(timeline))}>JSON</Button>
      <Button
        label={t('live.timeline.srt')}
        onPress={() =>
          save(
            'timeline.srt',
            'application/x-subrip',
            timelineSrt(timeline, ({ face, label }) =>
              t('live.timeline.subtitle', {
                number: words.n.count(face),
                looks: looks(timeline.labels[label] ?? '', true),
              }),
            ),
          )
        }
      >
        SRT
      </Button>
    </>
  );
}
