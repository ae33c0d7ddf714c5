import { useMemo, useState } from 'react';
import type { LiveStatus } from '../../live-status';
import { saveFile } from '../../save-file';
import { facesOf, longestInSight, type Timeline } from '../../timeline';
import { timelineCsv, timelineJson, timelineSrt } from '../../timeline-files';
import { useWords } from '../../words';
import { Button } from '../Button';
import { Choice } from '../Choice';
import { LabelName } from '../LabelName';
import { Section } from '../Section';
import { SegmentedControl } from '../SegmentedControl';
import { BestMoments } from './BestMoments';
import { FaceNumber } from './FaceNumber';
import { Markers } from './Markers';
import { TimelineStrip } from './TimelineStrip';
import type { Playing } from './use-watched-video';

const MOST_IN_VIEW = 4;

interface TimelineSectionProps {
  readonly status: LiveStatus;
  /** A video that was read and can be played; undefined where there is none to jump in. */
  readonly playing?: Playing | undefined;
}

/** What each face seemed to show over time. In memory only, until it is saved by hand. */
export function TimelineSection({ status, playing }: TimelineSectionProps) {
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
      <TimelineStrip timeline={timeline} face={face} isRunning={isRunning} playing={playing} />
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
      <BestMoments picks={timeline.best} image={status.card.input.image} onJump={playing?.jump} />
      <Markers markers={timeline.markers} isRunning={isRunning} playing={playing} />
      <div className="row">
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
