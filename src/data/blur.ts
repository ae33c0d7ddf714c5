import type { ImageSpec } from '../shared/dataset';

/** Weights of a pixel's 3 x 3 neighbours: 1 2 1 each way, over 16. Edge pixels stand for those beyond. */
export function blur(picture: Float32Array, { height, width, channels }: ImageSpec): void {
  along(picture, { count: width, step: channels, lines: height, between: width * channels, channels });
  along(picture, { count: height, step: width * channels, lines: width, between: channels, channels });
}

interface Lines {
  readonly count: number; // pixels of a line
  readonly step: number; // elements from one to the next
  readonly lines: number;
  readonly between: number; // elements from one line to the next
  readonly channels: number;
}

function along(picture: Float32Array, { count, step, lines, between, channels }: Lines): void {
  for (let line = 0; line < lines; line += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const start = line * between + channel;
      let before = picture[start] as number;
      for (let place = 0; place < count; place += 1) {
        const at = start + place * step;
        const own = picture[at] as number;
        const after = place < count - 1 ? (picture[at + step] as number) : own;
        picture[at] = (before + 2 * own + after) / 4;
        before = own;
      }
    }
  }
}
