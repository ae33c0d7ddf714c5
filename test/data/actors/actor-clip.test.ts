import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CODE_SPOTS, makeActorClip, readCode, toYuv420 } from '../../../tools/actor-clip.mjs';
import { EXPRESSIONS } from '../../../src/shared/labels';

const folder = mkdtempSync(join(tmpdir(), 'mien-clip-'));
afterAll(() => rmSync(folder, { recursive: true }));

function yuvOf(...rgb: readonly number[]): number[] {
  const pixel = [...rgb, 255];
  const data = new Uint8ClampedArray([...pixel, ...pixel, ...pixel, ...pixel]);
  return [...toYuv420({ width: 2, height: 2, data })];
}

const FRAME = 'FRAME\n'.length + 640 * 480 * 1.5;

describe('filming actors', () => {
  it('writes a clip whose every frame says its own expression', async () => {
    const file = join(folder, 'clip.y4m');
    const scenes = [
      { faces: [{ actor: 0, expression: 'happy' }] },
      { faces: [] },
      { faces: [{ actor: 1, expression: 'neutral' }] },
    ] as const;
    const timeline = await makeActorClip({ file, seconds: 0.2, fps: 10, scenes });

    expect(timeline.frames).toEqual(['happy', 'happy', null, null, 'neutral', 'neutral']);
    expect(JSON.parse(readFileSync(join(folder, 'clip.json'), 'utf8'))).toEqual(timeline);
    const clip = readFileSync(file);
    const header = clip.indexOf('\n') + 1;
    expect(clip.subarray(0, header).toString()).toBe('YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n');
    expect(clip.length).toBe(header + 6 * FRAME);
    const codes = timeline.frames.map((_, frame) => {
      const luma = header + frame * FRAME + 'FRAME\n'.length;
      return readCode(CODE_SPOTS.map(({ x, y }) => clip[luma + y * 640 + x] ?? 0));
    });
    expect(codes).toEqual([3, 3, 7, 7, EXPRESSIONS.indexOf('neutral'), EXPRESSIONS.indexOf('neutral')]);
  });

  it('reads no code where there is none', () => {
    expect(readCode([90, 255, 255, 0])).toBeUndefined();
  });

  it('turns white, black and red into video range', () => {
    expect(yuvOf(255, 255, 255)).toEqual([235, 235, 235, 235, 128, 128]);
    expect(yuvOf(0, 0, 0)).toEqual([16, 16, 16, 16, 128, 128]);
    expect(yuvOf(255, 0, 0)).toEqual([82, 82, 82, 82, 90, 240]);
  });
});
