import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inCameraThread, modelInTheBox } from '../../bench/live.mjs';

// The folder of the real data, which is not ours to ship. Without it these tests are skipped.
const archive = join(process.env.MIEN_DATA ?? '', 'fer2013-images.zip');
const isHere = process.env.MIEN_DATA !== undefined && existsSync(archive);

// Two minutes on two idle cores.
const FACES = 200;
const IN_SCENES = 80;
const CUTS = 5;

describe.skipIf(!isHere)(
  'real faces before the camera (MIEN_DATA), with the model that comes with the page',
  () => {
    let faces: Record<string, number>;
    let scenes: Record<string, number>;
    let reaction: Record<string, number>;

    beforeAll(async () => {
      const model = modelInTheBox() ?? [];
      expect(model).toHaveLength(3);
      await inCameraThread([...model, archive], async (ask) => {
        await ask('load');
        faces = await ask('faces', FACES);
        scenes = await ask('scenes', IN_SCENES);
        reaction = await ask('reaction', CUTS);
      });
    });

    it('are found in a frame of 640 x 480, and in a dark one', () => {
      expect(faces.faceFound).toBeGreaterThanOrEqual(0.97);
      expect(faces.darkFound).toBeGreaterThanOrEqual(0.97);
    });

    it('are called as they are without a frame', () => {
      expect(faces.pathAgreement).toBeGreaterThanOrEqual(0.75);
      expect(faces.pathAccuracyDrop).toBeLessThanOrEqual(0.03);
    });

    it('are told nearly as well in the dark', () => {
      expect(faces.darkDrop).toBeLessThanOrEqual(0.08);
    });

    it('are called alike in a mirror, and mostly in light from one side', () => {
      expect(scenes.sameMirrored).toBeGreaterThanOrEqual(0.75); // as on the way through a frame
      expect(scenes.sameSideLit).toBeGreaterThanOrEqual(0.75);
    });

    it('are found by two and by four', () => {
      // Smaller than the one face above: 48 pixels at 240 and at 180.
      expect(scenes.foundOfTwo).toBeGreaterThanOrEqual(0.85);
      expect(scenes.foundOfFour).toBeGreaterThanOrEqual(0.8);
    });

    it('that cut from neutral to happy are followed within 450 ms', () => {
      expect(reaction.median).toBeLessThanOrEqual(450);
    });
  },
);
