import { describe, expect, it } from 'vitest';
import type { Readings } from '../../src/live/recognize';
import { facesOf, gapMs, longestInSight, TimelineRecorder } from '../../src/ui/timeline';
import { stretches, timelineCsv, timelineJson, timelineSrt } from '../../src/ui/timeline-files';

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
    expect(Array.from(moments, ({ timeMs, face }) => [timeMs, face])).toEqual([
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

  it('keeps ten minutes and a little of a camera, and says how much', () => {
    const recorder = new TimelineRecorder(LABELS);
    for (let timeMs = 0; timeMs <= 900_000; timeMs += 100) recorder.add(frame(timeMs, [1, 0.9]));
    const { moments, keptMs = 0 } = recorder.timeline();
    expect(moments.at(-1)?.timeMs).toBe(900_000);
    expect(900_000 - (moments.at(0)?.timeMs ?? 0)).toBe(keptMs);
    expect(keptMs).toBeGreaterThanOrEqual(600_000);
    expect(keptMs).toBeLessThan(710_000); // a block of 1024 moments is dropped at a time
  });

  it('keeps all of a file, however long', () => {
    const recorder = new TimelineRecorder(LABELS, { startMs: 0, keeps: 'all' });
    for (let index = 0; index < 20_000; index += 1) recorder.add(frame(100 * index, [1, 0.9]));
    const { moments, keptMs } = recorder.timeline();
    expect([moments.length, moments.at(0)?.timeMs, keptMs]).toEqual([20_000, 0, undefined]);
  });

  it('is not changed by what comes after a picture of it was taken', () => {
    const recorder = recorded(frame(0, [1, 0.9]));
    const { moments } = recorder.timeline();
    recorder.add(frame(100, [1, 0.2]));
    expect([moments.length, [...moments].length]).toEqual([1, 1]);
  });

  it('keeps what a second model said, in its own words', () => {
    const recorder = new TimelineRecorder(LABELS);
    const two = frame(0, [1, 0.75]);
    const [face] = two.faces;
    const other = { raw: [0.25, 0.75], probabilities: [0.25, 0.75], label: 1, isClear: true };
    recorder.add({ ...two, faces: face ? [{ ...face, answers: [...face.answers, other] }] : [] }, [
      'unsmile',
      'smile',
    ]);
    recorder.add(frame(100, [1, 0.75])); // the second model was taken away
    const timeline = recorder.timeline();
    expect(timelineCsv(timeline).split('\n').slice(0, 3)).toEqual([
      'time_s,face,label,clear,happy,"sad, ""blue""",second_label,second_clear,second_unsmile,second_smile,marker',
      '0.000,1,happy,1,0.7500,0.2500,smile,1,0.2500,0.7500,',
      '0.100,1,happy,1,0.7500,0.2500,,,,,',
    ]);
    expect(JSON.parse(timelineJson(timeline))).toMatchObject({
      moments: [{ second: { label: 'smile', labels: ['unsmile', 'smile'] } }, { label: 'happy' }],
    });
  });

  it('holds a marker where it was set', () => {
    const recorder = recorded(frame(0, [1, 0.9]), frame(700, [1, 0.9]));
    recorder.mark('joke');
    expect(recorder.timeline().markers).toEqual([{ timeMs: 700, text: 'joke' }]);
  });

  it('shows a new marker also in an earlier picture of it, and one marker per moment', () => {
    const recorder = new TimelineRecorder(['happy', 'sad']);
    const earlier = recorder.timeline();
    expect(recorder.marked(earlier)).toBe(earlier);
    recorder.mark('joke', 500);
    recorder.mark('better joke', 500);
    expect(recorder.marked(earlier).markers).toEqual([{ timeMs: 500, text: 'better joke' }]);
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
      [0, 0, 200],
      [1, 200, 300],
      [1, 400, 400],
      [1, 1000, 1000],
    ]);
  });
});

describe('frames that lie a second apart', () => {
  const slow = recorded(...[0, 1000, 2000, 3000].map((timeMs) => frame(timeMs, [1, 0.9]))).timeline();

  it('part no face from itself: two and a half of their distance do', () => {
    expect(gapMs(slow.moments)).toBe(2500);
    expect(gapMs([{ timeMs: 0 }, { timeMs: 40 }, { timeMs: 40 }])).toBe(500);
  });

  it('are one stretch, and have subtitles', () => {
    expect(stretches(slow)).toEqual([{ face: 1, label: 0, fromMs: 0, toMs: 3000 }]);
    expect(timelineSrt(slow, () => 'happy')).toBe('1\n00:00:00,000 --> 00:00:03,000\nhappy\n');
  });
});

describe('a session taken away', () => {
  const recorder = recorded(frame(0, [1, 0.75]), frame(61_400, [1, 0.25]));
  recorder.mark('end');
  const timeline = recorder.timeline();

  it('is a CSV with quoted names', () => {
    expect(timelineCsv(timeline)).toBe(
      'time_s,face,label,clear,happy,"sad, ""blue""",marker\n' +
        '0.000,1,happy,1,0.7500,0.2500,\n' +
        '61.400,1,"sad, ""blue""",1,0.2500,0.7500,end\n',
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
  const bestOf = (shown: readonly (readonly [number, number])[]) =>
    recorded(...shown.map(([timeMs, happy]) => frame(timeMs, [1, happy]))).timeline().best;

  it('are the surest smiles, at least a second apart, each with its picture', () => {
    const best = bestOf([
      [0, 0.8],
      [500, 0.95],
      [1000, 0.9],
      [2000, 0.7],
      [3000, 0.2],
    ]);
    expect(best.map(({ timeMs, seen }) => [timeMs, seen[0]])).toEqual([
      [500, 500 % 256],
      [2000, 2000 % 256],
    ]);
  });

  it('are five of a smile that lasts for minutes', () => {
    const best = bestOf(Array.from({ length: 2000 }, (_, at) => [100 * at, 0.9 + 0.00004 * at]));
    expect(best).toHaveLength(5);
    expect(best[0]?.timeMs).toBe(199_900);
  });
});
