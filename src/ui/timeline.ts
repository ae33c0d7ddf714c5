import type { Readings } from '../live/recognize';

/** One face at one moment. */
export interface Moment {
  readonly timeMs: number; // since the session began
  readonly face: number; // its number, from 1
  readonly label: number;
  readonly isClear: boolean;
  readonly probabilities: readonly number[]; // [labels]
  /** The face as the model saw it, [H, W, C]: for the picks. */
  readonly seen: Uint8Array;
}

export interface Marker {
  readonly timeMs: number;
  readonly text: string;
}

/** A session over time, in memory only. */
export interface Timeline {
  readonly labels: readonly string[];
  readonly moments: readonly Moment[]; // ascending in time
  readonly markers: readonly Marker[];
  /** Moments at the beginning that were dropped to make room. */
  readonly dropped: number;
}

// An hour of one face at 30 frames a second would be 250 MB with its pictures: the ten latest minutes of it are kept.
const MOST_MOMENTS = 18_000;

export function emptyTimeline(labels: readonly string[]): Timeline {
  return { labels, moments: [], markers: [], dropped: 0 };
}

/** Collects moments without copying what is there; `timeline()` is a picture of it. */
export class TimelineRecorder {
  private moments: Moment[] = [];
  private markers: Marker[] = [];
  private dropped = 0;
  private latestMs = 0;

  /** @param startMs what times count from; the first frame's time without it */
  constructor(
    private readonly labels: readonly string[],
    private startMs?: number,
  ) {}

  add({ faces, timeMs }: Readings): void {
    this.startMs ??= timeMs;
    this.latestMs = timeMs - this.startMs;
    for (const { number, answers, seen } of faces) {
      const [answer] = answers;
      if (!answer) continue;
      const { label, isClear, probabilities } = answer;
      this.moments.push({ timeMs: this.latestMs, face: number, label, isClear, probabilities, seen });
    }
    this.makeRoom();
  }

  mark(text: string): void {
    // One per moment: two presses between two frames are one mark.
    if (this.markers.at(-1)?.timeMs !== this.latestMs) this.markers.push({ timeMs: this.latestMs, text });
  }

  timeline(): Timeline {
    const { labels, moments, markers, dropped } = this;
    return { labels, moments: [...moments], markers: [...markers], dropped };
  }

  /** A tenth at a time, so that it does not cost anything per frame. */
  private makeRoom(): void {
    if (this.moments.length <= MOST_MOMENTS * 1.1) return;
    this.dropped += this.moments.length - MOST_MOMENTS;
    this.moments = this.moments.slice(-MOST_MOMENTS);
  }
}

/** The numbers of all faces seen, ascending. */
export function facesOf({ moments }: Timeline): number[] {
  return [...new Set(moments.map(({ face }) => face))].toSorted((a, b) => a - b);
}

/** The face that was in sight in most frames; undefined before any was. */
export function longestInSight({ moments }: Pick<Timeline, 'moments'>): number | undefined {
  const frames = new Map<number, number>();
  for (const { face } of moments) frames.set(face, (frames.get(face) ?? 0) + 1);
  return [...frames].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

/** One row per face and frame: time_s, face, label, clear, one column per label. */
export function timelineCsv({ labels, moments }: Timeline): string {
  const header = ['time_s', 'face', 'label', 'clear', ...labels.map(quoted)].join(',');
  const rows = moments.map(({ timeMs, face, label, isClear, probabilities }) =>
    [
      (timeMs / 1000).toFixed(3),
      face,
      quoted(labels[label] ?? ''),
      isClear ? 1 : 0,
      ...probabilities.map((probability) => probability.toFixed(4)),
    ].join(','),
  );
  return `${[header, ...rows].join('\n')}\n`;
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function timelineJson({ labels, moments, markers }: Timeline): string {
  return JSON.stringify({
    labels,
    moments: moments.map(({ timeMs, face, label, isClear, probabilities }) => ({
      timeMs: Math.round(timeMs),
      face,
      label: labels[label],
      isClear,
      probabilities: probabilities.map((probability) => Number(probability.toFixed(4))),
    })),
    markers,
  });
}

/** A stretch in which one face showed one label. */
export interface Stretch {
  readonly face: number;
  readonly label: number;
  readonly fromMs: number;
  readonly toMs: number;
}

const GAP_MS = 500; // the face was away

/** Joins moments of one face with one clear label; what is unclear is nobody's stretch. */
export function stretches({ moments }: Pick<Timeline, 'moments'>): Stretch[] {
  const open = new Map<number, Stretch>();
  const done: Stretch[] = [];
  for (const { face, label, isClear, timeMs } of moments) {
    const running = open.get(face);
    const goesOn = running && isClear && running.label === label && timeMs - running.toMs <= GAP_MS;
    if (running && !goesOn) {
      done.push(running);
      open.delete(face);
    }
    if (goesOn) open.set(face, { ...running, toMs: timeMs });
    else if (isClear) open.set(face, { face, label, fromMs: timeMs, toMs: timeMs });
  }
  return [...done, ...open.values()].toSorted((a, b) => a.fromMs - b.fromMs);
}

const SHORTEST_SUBTITLE_MS = 300;

/**
 * Subtitles: every stretch long enough to read, and the markers.
 *
 * @param write the words for a stretch
 */
export function timelineSrt(timeline: Timeline, write: (stretch: Stretch) => string): string {
  const spoken = stretches(timeline)
    .filter(({ fromMs, toMs }) => toMs - fromMs >= SHORTEST_SUBTITLE_MS)
    .map((stretch) => ({ fromMs: stretch.fromMs, toMs: stretch.toMs, text: write(stretch) }));
  const marked = timeline.markers.map(({ timeMs, text }) => ({ fromMs: timeMs, toMs: timeMs + 2000, text }));
  return [...spoken, ...marked]
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .map(
      ({ fromMs, toMs, text }, index) => `${index + 1}\n${srtTime(fromMs)} --> ${srtTime(toMs)}\n${text}\n`,
    )
    .join('\n');
}

/** 00:01:02,345 */
function srtTime(ms: number): string {
  const whole = Math.round(ms);
  const part = (value: number, digits: number) => String(value).padStart(digits, '0');
  const hours = part(Math.floor(whole / 3_600_000), 2);
  const minutes = part(Math.floor(whole / 60_000) % 60, 2);
  const seconds = part(Math.floor(whole / 1000) % 60, 2);
  return `${hours}:${minutes}:${seconds},${part(whole % 1000, 3)}`;
}

const APART_MS = 1000;

/** The moments in which a label was most probable, the best first, at least a second apart. */
export function bestMoments({ moments }: Timeline, label: number, most: number): Moment[] {
  const sorted = moments
    .filter((moment) => moment.label === label && moment.isClear)
    .toSorted((a, b) => (b.probabilities[label] ?? 0) - (a.probabilities[label] ?? 0));
  const picks: Moment[] = [];
  for (const moment of sorted) {
    if (picks.length === most) break;
    if (picks.every((pick) => Math.abs(pick.timeMs - moment.timeMs) >= APART_MS)) picks.push(moment);
  }
  return picks;
}
