import { expect, it } from 'vitest';
import { labelLook } from '../../src/ui/label-look';
import { drawReadings } from '../../src/ui/overlay';
import { card, liveStatus } from './hand-made-session';

it('covers a face with its expression where that is clear, else with a blank', () => {
  const happy = labelLook('happy').colour;
  expect(coloursOfMask(true)).toContain(happy.toLowerCase());
  expect(coloursOfMask(true)).toContain('#14161a');
  const blank = coloursOfMask(false);
  expect(blank).toContain('#9aa0a6');
  expect(blank).not.toContain(happy.toLowerCase());
  expect(blank).not.toContain('#14161a');
});

/** @returns the colours of the lower half of the disc, where the mouth is */
function coloursOfMask(isClear: boolean): string[] {
  const { readings } = liveStatus;
  const context = new OffscreenCanvas(640, 480).getContext('2d');
  const [face] = readings?.faces ?? [];
  if (!readings || !face || !context) throw new Error('There is no face, or no canvas.');
  const faces = [{ ...face, answers: face.answers.map((answer) => ({ ...answer, isClear })) }];
  drawReadings(
    context as unknown as CanvasRenderingContext2D, // the same but for its canvas
    { ...readings, faces },
    {
      labels: [card.labels],
      caption: () => '',
      writeNumber: String,
      isMirrored: false,
      showsMask: true,
      scale: 1,
      pixelRatio: 1,
    },
  );
  const { centre, side } = face.crop;
  const { data } = context.getImageData(centre.x - side / 4, centre.y, side / 2, side / 4);
  const hex = (at: number) =>
    `#${Array.from(data.subarray(at, at + 3), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  return [...new Set(Array.from({ length: data.length / 4 }, (_, pixel) => hex(4 * pixel)))];
}
