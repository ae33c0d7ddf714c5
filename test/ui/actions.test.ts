import { describe, expect, it } from 'vitest';
import { describeNetwork } from '../../src/model/presets';
import { afterProgress } from '../../src/ui/train-progress';
import { cameraErrorCode } from '../../src/ui/camera';
import { dropPurpose, folderPurpose, setPictureReader } from '../../src/ui/drop-files';
import { networkBlocks, networkSkips } from '../../src/ui/parts/network-blocks';
import { askedBackend } from '../../src/ui/threads';
import type { TrainRun } from '../../src/ui/train-run';
import { interruptedRun } from './hand-made-session';

const run: TrainRun = {
  preset: 'fast',
  epochs: 10,
  isDrawn: false,
  startedAtMs: 0,
  now: undefined,
  imagesPerSecond: undefined,
  secondsLeft: undefined,
  backend: undefined,
  history: [],
  isStopping: false,
};
const record = {
  epoch: 1,
  train: { loss: 1.8, accuracy: 0.3 },
  validation: null,
  learningRate: 0.003,
  seconds: 8,
};

const backend = { name: 'wasm', device: 'WebAssembly SIMD', isSoftware: false } as const;

describe('a training run, message by message', () => {
  it('learns from the preparation what computes', () => {
    expect(afterProgress(run, { kind: 'preparing', what: 'network', backend }).backend).toEqual(backend);
  });

  it('keeps what works the steps out, and why it is not the plan', () => {
    const refusal = { refused: 'memory' } as const;
    const known = afterProgress(run, {
      kind: 'preparing',
      what: 'first-step',
      backend,
      executor: 'tfjs',
      refusal,
    });
    const after = afterProgress(known, { kind: 'validating', epoch: 1, done: 0, images: 1 });
    expect(after).toMatchObject({ executor: 'tfjs', refusal });
  });

  it('adds each finished epoch to the history', () => {
    const after = afterProgress(run, { kind: 'epoch', record, isBest: true, modelId: 'm' });
    expect(after.history).toEqual([record]);
  });

  it('estimates the time left from the last epoch', () => {
    const after = afterProgress(
      { ...run, history: [record] },
      {
        kind: 'step',
        epoch: 2,
        step: 50,
        stepsPerEpoch: 100,
        totalSteps: 1000,
        doneSteps: 150,
        running: { loss: 1.7, accuracy: 0.33 },
        learningRate: 0.003,
        imagesPerSecond: 1600,
      },
    );
    // Epoch 2 is half done and eight follow: 8.5 epochs of 8 seconds.
    expect(after.secondsLeft).toBe(68);
  });

  const stepAt = (doneSteps: number) =>
    ({
      kind: 'step',
      epoch: 2,
      step: doneSteps - 100,
      stepsPerEpoch: 100,
      totalSteps: 1000,
      doneSteps,
      running: { loss: 1.7, accuracy: 0.33 },
      learningRate: 0.003,
      imagesPerSecond: 1600,
    }) as const;

  it('does not estimate by epochs that were trained before it was resumed, nor by the time in between', () => {
    const place = { epoch: 2, step: 10, doneSteps: 110, totalSteps: 1000 };
    const resumed = { place, savedAtMs: 0, changed: ['backend' as const], isNewest: true };
    let now = afterProgress(run, {
      kind: 'run',
      run: { ...interruptedRun, history: [record] },
      resumed,
    });
    now = afterProgress(now, stepAt(111), 500_000);
    expect(now.secondsLeft).toBeUndefined();
    now = afterProgress(now, stepAt(121), 505_000);
    // Half a second a step, 879 to go; the first step here, and half a day before it, say nothing.
    now = afterProgress(now, stepAt(121), 505_000);
    expect(now.secondsLeft).toBe(0.5 * 879);
    // Of the epoch that was begun elsewhere only a part was trained here.
    const mixed = { kind: 'epoch', record: { ...record, epoch: 2 }, isBest: true, modelId: 'm' } as const;
    now = afterProgress(afterProgress(now, mixed), stepAt(151), 520_000);
    expect(now.secondsLeft).toBe(0.5 * 849);
  });
});

const named = (name: string) => Object.assign(new Error(name), { name });

describe('a camera that does not open', () => {
  it.each([
    ['NotAllowedError', 'live/camera-denied'],
    ['NotFoundError', 'live/no-camera'],
    ['OverconstrainedError', 'live/no-camera'],
    ['NotReadableError', 'live/camera-busy'],
    ['AbortError', 'live/camera-busy'],
    ['SecurityError', 'live/camera-insecure'],
  ])('%s is %s', (name, code) => {
    expect(cameraErrorCode(named(name), false)).toBe(code);
  });

  it('is told apart when the page itself may not use cameras', () => {
    expect(cameraErrorCode(named('NotAllowedError'), true)).toBe('live/camera-policy');
  });

  it('has no name of ours when nobody foresaw it', () => {
    expect(cameraErrorCode(named('TypeError'), false)).toBeUndefined();
  });
});

const file = (name: string, content = '', type = '') => new File([content], name, { type });

describe('a dropped file', () => {
  it('is a dataset when it is a CSV or any other zip', async () => {
    expect(await dropPurpose([file('fer2013.csv')])).toBe('dataset');
    expect(await dropPurpose([file('archive.zip', 'PK train/angry/1.jpg')])).toBe('dataset');
  });

  it('is a model when it is weights, or a zip with a card in it', async () => {
    expect(await dropPurpose([file('weights.bin'), file('model.json')])).toBe('model');
    expect(await dropPurpose([file('mien-fast.zip', 'PK card.json')])).toBe('model');
  });

  it('is a picture when the browser says so', async () => {
    expect(await dropPurpose([file('me.jpg', '', 'image/jpeg')])).toBe('picture');
  });

  it('is a video when the browser says so', async () => {
    expect(await dropPurpose([file('me.webm', '', 'video/webm')])).toBe('video');
  });

  it('is photos to sort when there are several pictures and Live is open, else a dataset to be', async () => {
    const pictures = ['a.jpg', 'b.png'].map((name) => file(name, '', 'image/jpeg'));
    expect(await dropPurpose(pictures)).toBe('pictures');
    setPictureReader(() => undefined);
    expect(await dropPurpose(pictures)).toBe('photos');
    setPictureReader(undefined);
  });

  it('is photos to sort when it is a folder of pictures and Live is open, unless its labels say it is a dataset', () => {
    const photos = [file('a.jpg', '', 'image/jpeg'), file('notes.txt')];
    const genki = [...photos, file('labels.txt')];
    expect(folderPurpose(photos)).toBe('dataset');
    setPictureReader(() => undefined);
    expect(folderPurpose(photos)).toBe('photos');
    expect(folderPurpose(genki)).toBe('dataset');
    expect(folderPurpose([file('fer2013.csv')])).toBe('dataset');
    expect(folderPurpose([file('weights.bin'), file('card.json')])).toBe('model');
    setPictureReader(undefined);
  });
});

describe('the drawing of the network', () => {
  const blocks = networkBlocks(describeNetwork('fast'));

  it('begins with the face and ends with one number per expression', () => {
    expect(blocks[0]?.shape).toEqual([48, 48, 1]);
    expect(blocks.at(-1)).toMatchObject({ kind: 'output', shape: [7] });
  });

  it('draws half the picture half as tall and more channels deeper', () => {
    const [input, half] = blocks;
    expect((half?.height ?? 0) - 6).toBeCloseTo(((input?.height ?? 0) - 6) / 2);
    expect(half?.depth ?? 0).toBeGreaterThan(input?.depth ?? 0);
  });
});

describe('the drawing of a residual network', () => {
  const network = describeNetwork('balanced');
  const [blocks, skips] = [networkBlocks(network), networkSkips(network)];

  it('has an arc over every branch, from what it reads to where it is added', () => {
    // face, conv, pool, then two convolutions in each of five branches.
    expect(skips.map(({ from, to }) => [from, to])).toEqual([
      [2, 4],
      [4, 6],
      [6, 8],
      [8, 10],
      [10, 12],
    ]);
    expect(skips.map(({ operation }) => operation)).toEqual([
      undefined,
      'shortcut 1 × 1 / 2',
      undefined,
      'shortcut 1 × 1 / 2',
      undefined,
    ]);
  });

  it('ends every branch with the shape of what is added to it', () => {
    for (const { from, to, operation } of skips)
      if (operation === undefined) expect(blocks[to]?.shape).toEqual(blocks[from]?.shape);
  });

  it('has every parameter in one block or on one arc', () => {
    const all = [...blocks, ...skips].reduce((sum, { parameters }) => sum + parameters, 0);
    expect(all).toBe(network.parameters);
    expect(blocks[1]?.parameters).toBe(9 * 32 + 4 * 32); // its filters, and the batch norm behind them
  });
});

describe('the address', () => {
  it('can ask for a backend', () => {
    expect(askedBackend('?backend=wasm')).toBe('wasm');
  });

  it('cannot ask for one that does not exist', () => {
    expect(askedBackend('?backend=abacus')).toBeUndefined();
    expect(askedBackend('')).toBeUndefined();
  });
});
