import { describe, expect, it } from 'vitest';
import { alignFace, boxSquare, keypointSquare } from '../../src/faces/alignment';

const degrees = (radians: number) => (radians * 180) / Math.PI;
const nose = { x: 0, y: 0 };
const ears = { rightEar: nose, leftEar: nose };

describe('fitting a square to eyes and mouth', () => {
  // tfjs-models face-detection/test_data/portrait.jpg, in two releases of the detector.
  it.each([
    [{ x: 363, y: 182 }, { x: 460, y: 186 }, { x: 417, y: 284 }, 254.8, -0.93, 413.2, 211.4],
    [{ x: 364.2, y: 180.7 }, { x: 455.2, y: 181.6 }, { x: 411.9, y: 278.5 }, 244.5, -0.55, 410.4, 207.9],
  ])('gives the published square of the portrait: %j %j %j', (rightEye, leftEye, mouth, side, roll, x, y) => {
    const square = keypointSquare({ rightEye, leftEye, mouth });
    // The points are published to a tenth of a px, or to whole ones.
    expect(Math.abs(square.side - side)).toBeLessThan(0.2);
    expect(degrees(square.roll)).toBeCloseTo(roll, 1);
    expect(Math.abs(square.centre.x - x)).toBeLessThan(0.1);
    expect(Math.abs(square.centre.y - y)).toBeLessThan(0.1);
  });

  it('returns the whole crop when the points stand where FER2013 has them', () => {
    const square = keypointSquare({
      rightEye: { x: 31.5, y: 39 },
      leftEye: { x: 68.5, y: 39 },
      mouth: { x: 50, y: 79 },
    });
    expect(square.side).toBeCloseTo(100, 1);
    expect(square.centre.x).toBeCloseTo(50, 5);
    expect(square.centre.y).toBeCloseTo(50, 2);
    expect(square.roll).toBeCloseTo(0, 5);
  });

  it('turns clockwise with a head that does', () => {
    // The face above turned by 90 degrees about (50, 50): its eyes now stand on the right, one above the other.
    const square = keypointSquare({
      rightEye: { x: 61, y: 31.5 },
      leftEye: { x: 61, y: 68.5 },
      mouth: { x: 21, y: 50 },
    });
    expect(degrees(square.roll)).toBeCloseTo(90, 3);
    expect(square.centre.x).toBeCloseTo(50, 2);
    expect(square.centre.y).toBeCloseTo(50, 2);
  });

  it('does not shrink when the face turns aside and its eyes come close together', () => {
    const square = keypointSquare({
      rightEye: { x: 48, y: 39 },
      leftEye: { x: 52, y: 39 },
      mouth: { x: 50, y: 79 },
    });
    expect(square.side).toBeCloseTo(97, 5);
  });
});

describe('aligning a face', () => {
  const keypoints = {
    rightEye: { x: 131.5, y: 139 },
    leftEye: { x: 168.5, y: 139 },
    mouth: { x: 150, y: 179 },
    nose,
    ...ears,
  };

  it('turns back by half the tilt, because the training pictures stand upright around tilted faces', () => {
    const tilted = { ...keypoints, rightEye: { x: 131.5, y: 129 }, leftEye: { x: 168.5, y: 149 } };
    const { roll } = alignFace({ keypoints: tilted, box: { x: 114, y: 122, width: 80, height: 80 } });
    expect(roll).toBeCloseTo(keypointSquare(tilted).roll / 2, 10);
    expect(roll).toBeGreaterThan(0.1);
  });

  it('takes the mean of what keypoints and box ask for', () => {
    // Keypoints: side 105 about (150, 150). Box of 80 about (154, 162): side 96 about (154, 154).
    const square = alignFace({ keypoints, box: { x: 114, y: 122, width: 80, height: 80 } });
    expect(square.side).toBeCloseTo(100.5, 1);
    expect(square.centre.x).toBeCloseTo(152, 1);
    expect(square.centre.y).toBeCloseTo(152, 1);
  });

  // The portrait above with the detector's box around its face, in both releases. By hand: 1.05 times the keypoint square and
  // 1.2 times the box, 285.6 px, half of each; the box moved up by 23.8 px along half of the tilt.
  it.each([
    [{ x: 363, y: 182 }, { x: 460, y: 186 }, { x: 417, y: 284 }, 276.6, -0.47, 407.0, 209.8],
    [{ x: 364.2, y: 180.7 }, { x: 455.2, y: 181.6 }, { x: 411.9, y: 278.5 }, 271.2, -0.28, 405.6, 208.1],
  ])('gives the mean square of the portrait: %j %j %j', (rightEye, leftEye, mouth, side, roll, x, y) => {
    const box = { x: 282, y: 113, width: 238, height: 238 };
    const square = alignFace({ keypoints: { rightEye, leftEye, mouth, nose, ...ears }, box });
    expect(Math.abs(square.side - side)).toBeLessThan(0.2);
    expect(degrees(square.roll)).toBeCloseTo(roll, 1);
    expect(Math.abs(square.centre.x - x)).toBeLessThan(0.1);
    expect(Math.abs(square.centre.y - y)).toBeLessThan(0.1);
  });

  it('trusts the box alone when the keypoints went astray', () => {
    const box = { x: 0, y: 0, width: 200, height: 200 };
    expect(alignFace({ keypoints, box })).toEqual(boxSquare(box));
  });

  it('makes a square 1.2 times the box, moved up by a tenth of it', () => {
    expect(boxSquare({ x: 282, y: 113, width: 238, height: 238 })).toEqual({
      centre: { x: 401, y: expect.closeTo(208.2, 6) },
      side: expect.closeTo(285.6, 6),
      roll: 0,
    });
  });
});
