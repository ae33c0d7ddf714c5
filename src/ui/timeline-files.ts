import { csvField } from '../shared/csv-field';
import type { Moment, Moments, Said } from './moments';
import { gapMs, type Timeline } from './timeline';

/**
 * One row per face and frame: time_s, face, label, clear, one column per label, and marker: the text of a marker, in the
 * first row from its moment on. Where a second model looked, its own columns, named second_….
 */
export function timelineCsv({ labels, moments, markers }: Timeline): string {
  const second = secondLabelsOf(moments);
  const secondHeader =
    second.length === 0 ? [] : ['label', 'clear', ...second].map((name) => `second_${name}`);
  const header = ['time_s', 'face', 'label', 'clear', ...labels, ...secondHeader, 'marker'];
  const left = [...markers];
  const rows = Array.from(moments, (moment) => {
    const due = left.splice(0, left.filter(({ timeMs }) => timeMs <= moment.timeMs).length);
    return [
      (moment.timeMs / 1000).toFixed(3),
      moment.face,
      ...saidCells(moment, labels, labels),
      ...(second.length === 0 ? [] : saidCells(moment.second, moment.second?.labels ?? [], second)),
      due.map(({ text }) => text).join('; '),
    ];
  });
  // What was marked after the last face has no face's row to stand in.
  const blanks = header.slice(2).map(() => '');
  const rest = left.map(({ timeMs, text }) => [(timeMs / 1000).toFixed(3)].concat(blanks, text));
  return `${[header, ...rows, ...rest].map((row) => row.map(quoted).join(',')).join('\n')}\n`;
}

/** The names of all second models that looked: it can be changed while a camera runs. */
function secondLabelsOf(moments: Moments): string[] {
  const models = new Set<readonly string[]>();
  for (const { second } of moments) if (second) models.add(second.labels);
  return [...new Set([...models].flat())];
}

/** Label, whether it is clear, and a probability under each name; empty where the model does not know the name. */
function saidCells(
  said: Said | undefined,
  labels: readonly string[],
  names: readonly string[],
): (string | number)[] {
  if (!said) return ['', '', ...names.map(() => '')];
  const cells = names.map((name) => said.probabilities[labels.indexOf(name)]?.toFixed(4) ?? '');
  return [labels[said.label] ?? '', Number(said.isClear), ...cells];
}

function quoted(cell: string | number): string {
  return typeof cell === 'number' ? String(cell) : csvField(cell);
}

export function timelineJson({ labels, moments, markers }: Timeline): string {
  const said = ({ label, isClear, probabilities }: Said, names: readonly string[]) => ({
    label: names[label],
    isClear,
    probabilities: Array.from(probabilities, (probability) => Number(probability.toFixed(4))),
  });
  const written = ({ timeMs, face, second, ...first }: Moment) => ({
    timeMs: Math.round(timeMs),
    face,
    ...said(first, labels),
    ...(second && { second: { labels: second.labels, ...said(second, second.labels) } }),
  });
  return JSON.stringify({ labels, moments: Array.from(moments, written), markers });
}

/** A stretch in which one face showed one label. */
export interface Stretch {
  readonly face: number;
  readonly label: number;
  readonly fromMs: number;
  /** The face's next moment; where it was away then, its last one of this stretch. */
  readonly toMs: number;
}

/** Joins moments of one face with one clear label; what is unclear is nobody's stretch. */
export function stretches({ moments }: { readonly moments: Moments }): Stretch[] {
  const longestGapMs = gapMs(moments);
  const open = new Map<number, Stretch>();
  const done: Stretch[] = [];
  for (const { face, label, isClear, timeMs } of moments) {
    const running = open.get(face);
    const isStillHere = running && timeMs - running.toMs <= longestGapMs;
    const reached = isStillHere ? { ...running, toMs: timeMs } : running;
    if (reached && isStillHere && isClear && running.label === label) {
      open.set(face, reached);
      continue;
    }
    if (reached) done.push(reached);
    open.delete(face);
    if (isClear) open.set(face, { face, label, fromMs: timeMs, toMs: timeMs });
  }
  return [...done, ...open.values()].toSorted((a, b) => a.fromMs - b.fromMs);
}

const SHORTEST_SUBTITLE_MS = 300;
const MARKER_MS = 2000;

/**
 * Subtitles: every stretch long enough to read, and the markers.
 *
 * @param write the words for a stretch
 */
export function timelineSrt(timeline: Timeline, write: (stretch: Stretch) => string): string {
  const spoken = stretches(timeline)
    .filter(({ fromMs, toMs }) => toMs - fromMs >= SHORTEST_SUBTITLE_MS)
    .map((stretch) => ({ fromMs: stretch.fromMs, toMs: stretch.toMs, text: write(stretch) }));
  const marked = timeline.markers.map(({ timeMs, text }) => ({
    fromMs: timeMs,
    toMs: timeMs + MARKER_MS,
    text,
  }));
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
