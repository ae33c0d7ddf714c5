import { describe, expect, it } from 'vitest';
import type { Readings } from '../../src/live/recognize';
import {
  bestMoments,
  facesOf,
  longestInSight,
  stretches,
  TimelineRecorder,
  timelineCsv,
  timelineJson,
  timelineSrt,
} from '../../src/ui/timeline';

const LABELS = ['happy', 'sad, "blue"'];
type Shown = readonly [number: number, happy: number];

/** A frame that shows each face with this much of "happy". */
const frame = (timeMs: number, ...faces: readonly Shown[]): Readings => ({
  frame: { width: 640, height: 480 },
  timeMs,
  timing: { detectMs: 0, cropMs: 0, inferMs: 0, totalMs: 0 },
  faces: faces.map(([number, happy]) => {
    const probabilities = [happy, 1 - happy];
    const label = happy >= 0.5 ? 0 : 1;
    return {
      number,
      box: { x: 0, y: 0, width: 1, height: 1 },
      crop: { centre: { x: 0, y: 0 }, side: 1, roll: 0 },
      score: 0.9,
      doubts: [],
      answers: [{ raw: probabilities, probabilities, label, isClear: Math.abs(happy - 0.5) >= 0.05 }],
      seen: new Uint8Array([timeMs % 256]),
    };
  }),
});
function recorded(...frames: readonly Readings[]) {
  const recorder = new TimelineRecorder(LABELS);
  for (const each of frames) recorder.add(each);
  return recorder;
}

describe('a recorded session', () => {
  it('counts time from its first frame', () => {
    const { moments } = recorded(frame(5000, [1, 0.9]), frame(5040, [1, 0.9], [2, 0.2])).timeline();
    expect(moments.map(({ timeMs, face }) => [timeMs, face])).toEqual([
      [0, 1],
      [40, 1],
      [40, 2],
    ]);
  });

  it('names the faces it has seen', () => {
    expect(facesOf(recorded(frame(0, [3, 0.9]), frame(1, [1, 0.9])).timeline())).toEqual([1, 3]);
  });

  it('knows the face that was in sight longest, and nobody before there was one', () => {
    const { moments } = recorded(frame(0, [1, 0.9]), frame(1, [2, 0.9]), frame(2, [2, 0.1])).timeline();
    expect(longestInSight({ moments })).toBe(2);
    expect(longestInSight({ moments: [] })).toBeUndefined();
  });

  it('keeps the latest moments and says how many it dropped', () => {
    const recorder = new TimelineRecorder(LABELS);
    for (let index = 0; index <= 19_800; index += 1) recorder.add(frame(index, [1, 0.9]));
    const { moments, dropped } = recorder.timeline();
    expect([moments.length, dropped]).toEqual([18_000, 1801]);
    expect(moments.at(-1)?.timeMs).toBe(19_800);
  });

  it('holds a marker where it was set', () => {
    const recorder = recorded(frame(0, [1, 0.9]), frame(700, [1, 0.9]));
    recorder.mark('joke');
    expect(recorder.timeline().markers).toEqual([{ timeMs: 700, text: 'joke' }]);
  });
});

describe('the stretches of a session', () => {
  it('end when the label changes, is unclear, or the face is away', () => {
    const shown: [number, number][] = [
      [0, 0.9],
      [100, 0.9],
      [200, 0.1],
      [300, 0.52],
      [400, 0.1],
      [1000, 0.1],
    ];
    const timeline = recorded(...shown.map(([timeMs, happy]) => frame(timeMs, [1, happy]))).timeline();
    expect(stretches(timeline).map(({ label, fromMs, toMs }) => [label, fromMs, toMs])).toEqual([
      [0, 0, 100],
      [1, 200, 200],
      [1, 400, 400],
      [1, 1000, 1000],
    ]);
  });
});

describe('a session taken away', () => {
  const recorder = recorded(frame(0, [1, 0.75]), frame(61_400, [1, 0.25]));
  recorder.mark('end');
  const timeline = recorder.timeline();

  it('is a CSV with quoted names', () => {
    expect(timelineCsv(timeline)).toBe(
      'time_s,face,label,clear,happy,"sad, ""blue"""\n' +
        '0.000,1,happy,1,0.7500,0.2500\n' +
        '61.400,1,"sad, ""blue""",1,0.2500,0.7500\n',
    );
  });

  it('is a JSON with label names', () => {
    expect(JSON.parse(timelineJson(timeline))).toMatchObject({
      labels: LABELS,
      moments: [{ timeMs: 0, label: 'happy' }, { timeMs: 61_400 }],
      markers: [{ timeMs: 61_400, text: 'end' }],
    });
  });

  it('is subtitles of what lasted, and of the markers', () => {
    const lasting = recorded(frame(0, [1, 0.9]), frame(400, [1, 0.9]), frame(3_723_004, [1, 0.1]));
    lasting.mark('end');
    expect(timelineSrt(lasting.timeline(), ({ label }) => `looks ${LABELS[label] ?? ''}`)).toBe(
      '1\n00:00:00,000 --> 00:00:00,400\nlooks happy\n\n2\n01:02:03,004 --> 01:02:05,004\nend\n',
    );
  });
});

describe('the best moments', () => {
  it('are the surest ones, at least a second apart', () => {
    const shown: [number, number][] = [
      [0, 0.8],
      [500, 0.95],
      [1000, 0.9],
      [2000, 0.7],
      [3000, 0.2],
    ];
    const timeline = recorded(...shown.map(([timeMs, happy]) => frame(timeMs, [1, happy]))).timeline();
    expect(bestMoments(timeline, 0, 3).map(({ timeMs }) => timeMs)).toEqual([500, 2000]);
  });
});
