import { describe, expect, it } from 'vitest';
import { drawFace48 } from '../../src/data/actors/draw-face';
import { doubtsAbout } from '../../src/live/doubts';
import type { FoundFace } from '../../src/faces/face-finder';
import { FER2013_IMAGE } from '../../src/shared/dataset';

const face: FoundFace = {
  box: { x: 50, y: 50, width: 100, height: 100 },
  score: 0.9,
  keypoints: {
    rightEye: { x: 80, y: 90 },
    leftEye: { x: 120, y: 90 },
    nose: { x: 100, y: 110 },
    mouth: { x: 100, y: 130 },
    rightEar: { x: 60, y: 95 },
    leftEar: { x: 140, y: 95 },
  },
};
const drawn = drawFace48(77, 1, 'neutral');
const place = {
  crop: { centre: { x: 100, y: 100 }, side: 120, roll: 0 },
  frame: { width: 640, height: 480 },
};
const about = (changed: Partial<FoundFace>, pixels = drawn, where = place) =>
  doubtsAbout({ ...face, ...changed }, pixels, FER2013_IMAGE, where);
const moved = (point: 'nose' | 'leftEye', x: number) => ({
  keypoints: { ...face.keypoints, [point]: { ...face.keypoints[point], x } },
});

describe('what speaks against an answer', () => {
  it('is nothing for a plain drawn face', () => {
    expect(about({})).toEqual([]);
  });

  it('names an unsure detector, a small, a turned and a tilted face', () => {
    expect(about({ score: 0.55 })).toEqual(['hardly-a-face']);
    expect(about(moved('nose', 116))).toEqual(['turned']);
    expect(about(moved('leftEye', 102))).toContain('too-small');
    const tilted = { ...face.keypoints, rightEye: { x: 85, y: 77 }, leftEye: { x: 115, y: 103 } }; // 41 degrees
    expect(about({ keypoints: tilted })).toEqual(['tilted']);
  });

  it('names a face of which more than a fifth lies outside the picture, turned or not', () => {
    const at = (x: number, roll = 0) => ({ ...place, crop: { centre: { x, y: 100 }, side: 100, roll } });
    expect(about({}, drawn, at(26))).toEqual(['cut-off']);
    expect(about({}, drawn, at(32))).toEqual([]);
    expect(about({}, drawn, at(614))).toEqual(['cut-off']);
    expect(about({}, drawn, at(26, Math.PI / 2))).toEqual(['cut-off']);
  });

  it('names too little and too much light', () => {
    expect(
      about(
        {},
        drawn.map((value) => value * 0.1),
      ),
    ).toEqual(['too-dark']);
    expect(
      about(
        {},
        drawn.map((value) => 200 + value / 5),
      ),
    ).toEqual(['too-bright']);
  });

  it('names a picture without detail', () => {
    expect(about({}, blurred(blurred(blurred(drawn))))).toEqual(['blurred']);
    expect(about({}, new Uint8Array(48 * 48).fill(128))).toEqual(['blurred']);
  });
});

/** Mean over 5 x 5 pixels. */
function blurred(pixels: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = (x: number, y: number) =>
    pixels[Math.min(47, Math.max(0, y)) * 48 + Math.min(47, Math.max(0, x))] ?? 0;
  return Uint8Array.from(pixels, (_, index) => {
    let sum = 0;
    for (let dy = -2; dy <= 2; dy += 1) {
      for (let dx = -2; dx <= 2; dx += 1) sum += at((index % 48) + dx, Math.floor(index / 48) + dy);
    }
    return sum / 25;
  });
}
