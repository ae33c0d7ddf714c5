import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  describeNetwork,
  describePresets,
  type LearningTask,
  type PresetDescription,
} from '../../src/model/presets';
import { countOf, type DatasetManifest } from '../../src/shared/dataset';
import { chooseDataset } from '../../src/ui/actions/data-actions';
import { drawSample } from '../../src/ui/actions/import-actions';
import { chooseSplit, startEvaluation } from '../../src/ui/actions/evaluate-actions';
import {
  calibrateNeutral,
  chooseLiveModel,
  readPicture,
  setLiveOptions,
  startCamera,
  watchCameras,
} from '../../src/ui/actions/live-actions';
import { pauseLive, resumeLive, stopLive } from '../../src/ui/actions/live-run';
import {
  chooseModel,
  choosePreset,
  chooseWeights,
  listModels,
  removeModel,
  upload,
} from '../../src/ui/actions/model-actions';
import { renameRun } from '../../src/ui/actions/run-actions';
import { pauseTraining, resumeRun, retryTraining, startTraining } from '../../src/ui/actions/train-actions';
import { showTrainedElsewhere } from '../../src/ui/actions/start';
import { timeRecipe } from '../../src/ui/actions/trial-actions';
import { session } from '../../src/ui/session';
import { importer, learner, recognizer } from '../../src/ui/threads';
import { EMPTY, ready, working } from '../../src/ui/stage';
import {
  card,
  dataset,
  drawnDataset,
  drawnModel,
  evaluation,
  faces,
  history,
  interruptedRun,
  liveStatus,
  model,
  STATES,
  withData,
  withModel,
} from './hand-made-session';
import { HandAnsweredWorker, settled } from './hand-answered-worker';

// What the user does while a worker is still at work. The order of answers is the test's.

vi.stubGlobal('Worker', HandAnsweredWorker);
vi.stubGlobal('location', { search: '' });
// Nothing is glanced at: the camera here has no pixels.
vi.stubGlobal(
  'OffscreenCanvas',
  class {
    readonly getContext = () => null;
  },
);
afterAll(() => {
  vi.unstubAllGlobals();
});

const FAILED = { code: 'storage/failed', details: { cause: 'by hand' } } as const;

function workerNamed(name: string): HandAnsweredWorker {
  const worker = HandAnsweredWorker.byName.get(name);
  if (!worker) throw new Error(`${name} was not started`);
  return worker;
}

function workers() {
  importer();
  learner();
  recognizer();
  return {
    importing: workerNamed('importer'),
    learning: workerNamed('learner'),
    recognizing: workerNamed('recognizer'),
  };
}
const { importing, learning, recognizing } = workers();

beforeEach(() => {
  stopLive();
  session.setState(withModel, true);
  for (const worker of [importing, learning, recognizing]) {
    worker.open.length = 0;
    worker.stopped.length = 0;
  }
});

describe('an evaluation under way', () => {
  const ways: readonly (readonly [string, () => unknown])[] = [
    ['another model is chosen', () => chooseModel(drawnModel.id)],
    ['other weights are chosen', () => chooseWeights('best')],
    ['another split is chosen', () => chooseSplit('test')],
    ['another dataset is chosen', () => void chooseDataset(drawnDataset.id)],
    [
      'a model is uploaded',
      async () => {
        void upload([]);
        await learning.answer('upload', {
          card: { ...card, id: drawnModel.id },
          largestProbabilityDifference: 0,
        });
        await learning.answer('listModels', [drawnModel, model]);
      },
    ],
    [
      'its model is removed',
      async () => {
        void removeModel(model.id);
        await learning.answer('removeModel', undefined);
        await learning.answer('listModels', [drawnModel]);
      },
    ],
  ];

  it.each(ways)('is stopped and never shown when %s', async (_way, leave) => {
    const done = startEvaluation();
    const { id } = learning.asked('evaluate');
    await leave();
    expect(learning.stopped).toEqual([id]);
    await learning.report('evaluate', { done: 1, images: 2 });
    expect(session.getState().evaluate).toEqual(EMPTY);
    await learning.answer('evaluate', evaluation);
    await done;
    expect(session.getState().evaluate).toEqual(EMPTY);
  });

  it('does not fail the next one', async () => {
    const first = startEvaluation();
    chooseModel(drawnModel.id);
    const second = startEvaluation();
    await learning.fail('evaluate', FAILED);
    await first;
    expect(session.getState().evaluate).toEqual(working(undefined));
    await learning.answer('evaluate', { ...evaluation, modelId: drawnModel.id });
    await second;
    expect(session.getState().evaluate).toMatchObject({ value: { modelId: drawnModel.id } });
  });

  it('stays when another model is removed', async () => {
    const done = startEvaluation();
    void removeModel(drawnModel.id);
    await learning.answer('removeModel', undefined);
    await learning.answer('listModels', [model]);
    await learning.answer('evaluate', evaluation);
    await done;
    expect(session.getState().evaluate).toEqual(ready(evaluation));
  });
});

describe('the model in use', () => {
  const box = { ...model, id: 'box-fast', source: 'box' } as const;
  const fresh = { ...withData, models: [], modelId: undefined };

  it('is at first none that knows drawn faces alone', async () => {
    session.setState(fresh, true);
    const listed = listModels();
    await learning.answer('listModels', [drawnModel, box]);
    await listed;
    expect(session.getState().modelId).toBe(box.id);
  });

  it('is what another tab has trained, unless one was chosen here', async () => {
    session.setState({ ...fresh, models: [box, model], modelId: box.id }, true);
    const shown = showTrainedElsewhere(drawnModel.id);
    await learning.answer('listModels', [drawnModel, model, box]);
    await shown;
    expect(session.getState().modelId).toBe(drawnModel.id);
    chooseModel(box.id);
    const kept = showTrainedElsewhere(model.id);
    await learning.answer('listModels', [drawnModel, model, box]);
    await kept;
    expect(session.getState().modelId).toBe(box.id);
  });
});

describe('a run', () => {
  it('that is paused before it saved anew is said to be paused: it is stored', async () => {
    session.setState({ runs: [interruptedRun] });
    const ended = resumeRun(interruptedRun.id);
    await vi.waitFor(() => learning.asked('train'));
    pauseTraining();
    await learning.answer('train', undefined);
    await learning.answer('listModels', [model]);
    await ended;
    expect(session.getState().trainNote).toEqual({ kind: 'paused' });
  });

  it('that could not go on is what is tried again, not a training by the settings', async () => {
    session.setState({ runs: [interruptedRun] });
    const ended = resumeRun(interruptedRun.id);
    await vi.waitFor(() => learning.asked('train'));
    await learning.fail('train', FAILED);
    await learning.answer('listModels', [model]);
    await ended;
    void retryTraining();
    await vi.waitFor(() =>
      expect(learning.asked('train').params).toMatchObject({ runId: interruptedRun.id }),
    );
    await learning.answer('train', undefined);
  });

  it('that cannot be renamed says so beside the runs, and leaves the training under way alone', async () => {
    const { train } = STATES['train, epoch 13']?.state ?? withModel;
    session.setState({ train });
    const done = renameRun(interruptedRun.id, 'the first');
    await learning.fail('renameRun', FAILED);
    await learning.answer('listRuns', []);
    await done;
    expect(session.getState()).toMatchObject({ train, runsFailure: FAILED });
  });
});

function taskOf({ labels, image, ...known }: DatasetManifest): LearningTask {
  const [trainImages, validationImages] = [countOf(known, 'train'), countOf(known, 'validation')];
  return { labels, image, trainImages, validationImages };
}

function presetsOf(known: DatasetManifest): PresetDescription[] {
  return describePresets(taskOf(known));
}

/** What the learner says to the oldest open question about the networks for a dataset. */
async function describeFor(known: DatasetManifest): Promise<void> {
  await learning.answer('listPresets', presetsOf(known));
  await learning.answer('describe', describeNetwork('fast', taskOf(known)));
}

describe('two datasets chosen quickly', () => {
  it('leave the recipe of the second', async () => {
    void chooseDataset(dataset.id);
    void chooseDataset(drawnDataset.id);
    await describeFor(dataset);
    expect(session.getState().recipe).toBeUndefined();
    await describeFor(drawnDataset);
    expect(session.getState().recipe).toEqual(presetsOf(drawnDataset)[0]?.recipe);
    expect(session.getState().recipe).not.toEqual(presetsOf(dataset)[0]?.recipe);
  });

  it('do not let the first fail the second', async () => {
    void chooseDataset(dataset.id);
    void chooseDataset(drawnDataset.id);
    await importing.fail('readFaces', FAILED);
    await learning.fail('listPresets', FAILED);
    await importing.answer('readFaces', faces);
    await describeFor(drawnDataset);
    expect(session.getState()).toMatchObject({
      data: { status: 'ready', value: { id: drawnDataset.id } },
      model: { status: 'ready' },
      faces,
    });
  });
});

describe('a preset chosen before the recipes of a new dataset are known', () => {
  it("gets the new dataset's recipe", async () => {
    session.setState({ presets: presetsOf(dataset), preset: 'seed-cnn' });
    void chooseDataset(drawnDataset.id);
    void choosePreset('fast');
    await describeFor(drawnDataset);
    await describeFor(drawnDataset);
    expect(session.getState().recipe).toEqual(presetsOf(drawnDataset)[0]?.recipe);
  });
});

describe('a training that is started while a recipe is timed', () => {
  it('ends that first', async () => {
    session.setState(withData, true);
    void timeRecipe();
    const { id } = learning.asked('timeTraining');
    const done = startTraining();
    expect(learning.stopped).toEqual([id]);
    expect(learning.open.map(({ job }) => job)).toEqual(['timeTraining']);
    await learning.answer('timeTraining', undefined);
    expect(learning.asked('train').params).toMatchObject({ datasetId: dataset.id });
    await learning.answer('train', undefined);
    await done;
  });
});

describe('a paused training', () => {
  it('is the model in use from then on, with its finished epochs', async () => {
    session.setState({ ...withModel, models: [] }, true);
    const done = startTraining();
    await learning.report('train', { kind: 'run', run: { ...interruptedRun, id: model.id } });
    await learning.report('train', { kind: 'saved', place: interruptedRun.place, atMs: 1 });
    pauseTraining();
    await learning.answer('train', undefined);
    await learning.answer('listModels', [{ ...model, id: 'another' }, model]);
    await done;
    expect(session.getState()).toMatchObject({ modelId: model.id, trainNote: { kind: 'paused' } });
  });
});

describe('a finished training', () => {
  it('stays finished when the list of models cannot be read', async () => {
    session.setState(withData, true);
    const done = startTraining();
    const outcome = { modelId: model.id, card, history, bestEpoch: 11, wasStopped: false };
    await learning.answer('train', outcome);
    await learning.fail('listModels', FAILED);
    await done;
    expect(session.getState().train).toEqual(ready(outcome));
  });
});

/** A promise that the test keeps. */
function byHand<Value>() {
  let keep: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((resolve) => (keep = resolve));
  return { promise, keep: (value: Value) => (keep(value), settled()) };
}

class Track extends EventTarget {
  readonly stop = vi.fn();
}

/** A camera that opens, plays and gives frames when the test says so. */
function camera() {
  const track = new Track();
  const opening = byHand<MediaStream>();
  const playing = byHand<void>();
  const nextFrame = byHand<void>();
  // The parts of the browser's objects that a session uses.
  const stream = { getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream;
  const video = {
    srcObject: null,
    play: () => playing.promise,
    requestVideoFrameCallback: (then: () => void) => void nextFrame.promise.then(then),
  } as unknown as HTMLVideoElement;
  const mediaDevices = {
    getUserMedia: () => opening.promise,
    enumerateDevices: () => Promise.resolve([]),
  };
  vi.stubGlobal('navigator', { mediaDevices });
  return { track, video, open: () => opening.keep(stream), play: playing.keep, frame: nextFrame.keep };
}

/** What createImageBitmap gives from now on. */
function stubPicture() {
  const frame = { close: vi.fn() };
  const decoding = byHand<typeof frame>();
  vi.stubGlobal('createImageBitmap', () => decoding.promise);
  return { frame, decode: () => decoding.keep(frame) };
}

describe('a camera that is starting', () => {
  it('is closed when it opens after the page was left', async () => {
    const { track, video, open } = camera();
    const done = startCamera(video, vi.fn());
    stopLive();
    await open();
    await done;
    expect(track.stop).toHaveBeenCalled();
    expect(session.getState().live).toEqual(EMPTY);
  });

  it('is closed and the page at rest when it is stopped before its first picture', async () => {
    const { track, video, open, play } = camera();
    const done = startCamera(video, vi.fn());
    await open();
    stopLive();
    expect(track.stop).toHaveBeenCalled();
    await play();
    await done;
    expect(session.getState().live).toEqual(EMPTY);
    expect(recognizing.open).toEqual([]);
  });

  it('is at rest when it is stopped while the model loads', async () => {
    const { video, open, play } = camera();
    const done = startCamera(video, vi.fn());
    await open();
    await play();
    stopLive();
    await recognizing.answer('load', [card]);
    await done;
    expect(session.getState().live).toEqual(EMPTY);
  });

  it('says so when it is unplugged while the model loads', async () => {
    const { track, video, open, play } = camera();
    const done = startCamera(video, vi.fn());
    await open();
    await play();
    track.dispatchEvent(new Event('ended'));
    await recognizing.answer('load', [card]);
    await done;
    expect(session.getState().live).toMatchObject({ failure: { code: 'live/camera-ended' } });
  });
});

/** A camera session that waits for its first frame. */
async function watching(draw = vi.fn()) {
  const { video, open, play, frame } = camera();
  const done = startCamera(video, draw);
  await open();
  await play();
  await recognizing.answer('load', [card]);
  return { ...stubPicture(), appear: frame, draw, done };
}

describe('a second model chosen while the camera runs', () => {
  it('is named with every frame from then on', async () => {
    const { appear, decode, draw } = await watching();
    const chosen = setLiveOptions({ secondModelId: drawnModel.id });
    const second = { ...card, id: drawnModel.id };
    await recognizing.answer('load', [card, second]);
    await chosen;
    await appear();
    await decode();
    await recognizing.answer('recognize', liveStatus.readings);
    expect(draw).toHaveBeenCalledWith(liveStatus.readings, [card, second]);
    expect(session.getState().live).toMatchObject({ value: { secondCard: second } });
  });
});

describe('another model chosen', () => {
  it('after a session leaves what the session saw, to be saved', async () => {
    const { appear, decode } = await watching();
    await appear();
    await decode();
    await recognizing.answer('recognize', liveStatus.readings);
    stopLive();
    const { live } = session.getState();
    chooseLiveModel(drawnModel.id, vi.fn());
    expect(session.getState().live).toBe(live);
    expect(live).toMatchObject({ value: { isRunning: false, timeline: { moments: { length: 2 } } } });
  });

  it('as the second one while the first is loaded stays, though the first answers later', async () => {
    const { video, open, play, frame } = camera();
    const draw = vi.fn();
    void startCamera(video, draw);
    await open();
    await play();
    const first = recognizing.asked('load');
    recognizing.open.splice(recognizing.open.indexOf(first), 1);
    const chosen = setLiveOptions({ secondModelId: drawnModel.id });
    const second = { ...card, id: drawnModel.id };
    await recognizing.answer('load', [card, second]);
    await chosen;
    recognizing.open.push(first);
    await recognizing.answer('load', [card]);
    const { decode } = stubPicture();
    await frame();
    await decode();
    await recognizing.answer('recognize', liveStatus.readings);
    expect(draw).toHaveBeenCalledWith(liveStatus.readings, [card, second]);
  });
});

describe('a camera that is held', () => {
  it('and cannot go on says so', async () => {
    await watching();
    const refusing = { pause: vi.fn(), play: () => Promise.reject(new Error('by the test')) };
    const video = refusing as unknown as HTMLVideoElement; // all of it that is used
    pauseLive(video);
    await resumeLive(video);
    expect(session.getState().live).toMatchObject({ failure: { code: 'internal/unexpected' } });
  });

  it('gives up the calibration under way, and the next begins afresh', async () => {
    await watching();
    calibrateNeutral();
    expect(recognizing.asked('calibrate').params).toBe('begin');
    expect(session.getState().calibration.status).toBe('running');
    pauseLive({ pause: vi.fn() } as unknown as HTMLVideoElement); // all of it that is used
    expect(session.getState().calibration.status).toBe('none');
  });
});

describe('the list of cameras', () => {
  it('stays as it was when the browser does not tell', async () => {
    const enumerateDevices = () => Promise.reject(new Error('by the test'));
    const mediaDevices = Object.assign(new EventTarget(), { enumerateDevices });
    vi.stubGlobal('navigator', { mediaDevices });
    const cameras = [{ id: 'one', name: 'One' }];
    session.setState({ cameras });
    watchCameras()();
    await settled();
    expect(session.getState().cameras).toBe(cameras);
  });
});

describe('a frame', () => {
  it('is read, drawn and told', async () => {
    const { appear, decode, draw } = await watching();
    await appear();
    await decode();
    await recognizing.answer('recognize', liveStatus.readings);
    expect(draw).toHaveBeenCalledWith(liveStatus.readings, [card]);
    expect(session.getState().live).toMatchObject({
      value: { source: 'camera', isRunning: true, soFar: { frames: 1 } },
    });
  });

  it('is not taken when the session was stopped before it appeared', async () => {
    const { appear, done } = await watching();
    const take = vi.fn();
    vi.stubGlobal('createImageBitmap', take);
    stopLive();
    await appear();
    await done;
    expect(take).not.toHaveBeenCalled();
  });

  it('is closed unread when the session was stopped while it was taken', async () => {
    const { appear, decode, frame, done } = await watching();
    await appear();
    stopLive();
    await decode();
    await done;
    expect(frame.close).toHaveBeenCalled();
    expect(recognizing.open).toEqual([]);
  });

  it('is neither drawn nor told when the session was stopped while it was read', async () => {
    const { appear, decode, draw, done } = await watching();
    await appear();
    await decode();
    stopLive();
    await recognizing.answer('recognize', liveStatus.readings);
    await done;
    expect(draw).not.toHaveBeenCalled();
    expect(session.getState().live).toEqual(EMPTY);
  });
});

describe('a picture', () => {
  const file = new Blob([]);

  it('is read, drawn and told', async () => {
    const picture = stubPicture();
    const draw = vi.fn();
    const done = readPicture(file, 'me.jpg', vi.fn(), draw);
    await picture.decode();
    await recognizing.answer('load', [card]);
    await recognizing.answer('recognize', liveStatus.readings);
    await done;
    expect(draw).toHaveBeenCalledWith(liveStatus.readings, [card]);
    expect(session.getState().live).toMatchObject({ value: { source: 'picture', isRunning: false } });
  });

  it('is read anew when another model is chosen', async () => {
    const picture = stubPicture();
    void readPicture(file, 'me.jpg', vi.fn(), vi.fn());
    await picture.decode();
    await recognizing.answer('load', [card]);
    await recognizing.answer('recognize', liveStatus.readings);
    const restart = vi.fn();
    chooseLiveModel(drawnModel.id, restart);
    await settled();
    expect(recognizing.asked('load').params).toMatchObject({ models: [{ modelId: drawnModel.id }] });
    expect(restart).not.toHaveBeenCalled();
  });

  it('is closed when the model does not load', async () => {
    const picture = stubPicture();
    const done = readPicture(file, 'me.jpg', vi.fn(), vi.fn());
    await picture.decode();
    await recognizing.fail('load', FAILED);
    await done;
    expect(picture.frame.close).toHaveBeenCalled();
    expect(session.getState().live).toMatchObject({ failure: { code: 'storage/failed' } });
  });

  it('is closed unshown when the page was left while it was decoded', async () => {
    const picture = stubPicture();
    const show = vi.fn();
    const done = readPicture(file, 'me.jpg', show, vi.fn());
    stopLive();
    await picture.decode();
    await done;
    expect(picture.frame.close).toHaveBeenCalled();
    expect(show).not.toHaveBeenCalled();
    expect(recognizing.open).toEqual([]);
  });
});

describe('an import of what is stored already', () => {
  it('is said to be the dataset that was there before', async () => {
    session.setState({ ...withData, datasets: [dataset], data: EMPTY });
    void drawSample();
    await settled();
    const worker = HandAnsweredWorker.byName.get('importer');
    await worker?.answer('drawSample', dataset);
    await worker?.answer('listDatasets', [dataset]);
    expect(session.getState().storedBefore).toEqual({ id: dataset.id, hasNewPoses: false });
  });

  it('says that it brought the poses', async () => {
    const shard = { images: 1, bytes: 2304, sha256: '00' };
    const stored = { ...dataset, shards: [shard] };
    session.setState({ ...withData, datasets: [stored], data: EMPTY });
    void drawSample();
    await settled();
    const worker = HandAnsweredWorker.byName.get('importer');
    const manifest = { ...stored, shards: [{ ...shard, posesSha256: '01' }] };
    await worker?.answer('drawSample', manifest);
    await worker?.answer('listDatasets', [manifest]);
    expect(session.getState().storedBefore).toEqual({ id: dataset.id, hasNewPoses: true });
  });
});

describe('an export', () => {
  it('goes on under the name it began with while another dataset is chosen', () => {
    const exporting = working({ dataset, progress: undefined });
    session.setState({ ...withData, datasets: [dataset, drawnDataset], exporting });
    void chooseDataset(drawnDataset.id);
    expect(session.getState().exporting).toBe(exporting);
  });
});
