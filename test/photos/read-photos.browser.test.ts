import { describe, expect, it } from 'vitest';
import type { PlacedFile } from '../../src/data/source-file';
import type { Readings } from '../../src/live/recognize';
import { type PhotoReading, readPhotos } from '../../src/photos/read-photos';
import { AppError } from '../../src/shared/errors';

/** What a recogniser says where there is no face. */
const nobody = (): Readings => ({
  faces: [],
  frame: { width: 8, height: 8 },
  timeMs: 0,
  timing: { detectMs: 0, cropMs: 0, inferMs: 0, totalMs: 0 },
});

async function picture(path: string, width = 8, height = 8): Promise<PlacedFile> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.fillRect(0, 0, width, height);
  return { path, file: new File([await canvas.convertToBlob()], path) };
}

/** Reads the photos; the recogniser does as told at the one of that number, from 1. */
async function read(files: readonly PlacedFile[], at: Readonly<Record<number, () => void>> = {}) {
  const controller = new AbortController();
  let asked = 0;
  const recognizer = {
    recognize: () => {
      asked += 1;
      at[asked]?.();
      return Promise.resolve(nobody());
    },
  };
  const readings: PhotoReading[] = [];
  const told: number[] = [];
  let failure: unknown;
  try {
    for await (const progress of readPhotos(files, recognizer, controller.signal)) {
      readings.push(...progress.readings);
      told.push(progress.done);
      if (files[readings.length - 1]?.path === 'stop.png') controller.abort();
    }
  } catch (error) {
    failure = error;
  }
  const said = readings.map((photo) =>
    photo.kind === 'read' ? photo.path : `${photo.path}: ${photo.reason}`,
  );
  return { said, told, failure, readings };
}

describe('reading photos', () => {
  it('refuses the one at which something went wrong, and reads the others', async () => {
    const files = [await picture('a.png'), await picture('b.png'), await picture('c.png')];
    const { said, failure } = await read(files, {
      2: () => {
        throw new RangeError('a crop outside of the picture');
      },
    });
    expect(failure).toBeUndefined();
    expect(said).toEqual(['a.png', 'b.png: not-read', 'c.png']);
  });

  it('ends where no other photo would fare better, and what was read before is told', async () => {
    const files = [await picture('a.png'), await picture('b.png'), await picture('c.png')];
    const { said, failure } = await read(files, {
      3: () => {
        throw new AppError('compute/device-lost', { cause: 'by hand' });
      },
    });
    expect(failure).toMatchObject({ code: 'compute/device-lost' });
    expect(said).toEqual(['a.png', 'b.png']);
  });

  it('stopped, has told what was read, and counts no more than that', async () => {
    const files = [await picture('stop.png'), await picture('b.png')];
    const { said, told } = await read(files);
    expect(said).toEqual(['stop.png']);
    expect(told).toEqual([1]);
  });

  it('refuses files that are no pictures, each by its reason', async () => {
    const files = [
      { path: 'text.jpg', file: new File(['not a picture'], 'text.jpg') },
      { path: 'cut.png', file: new File([(await picture('x')).file.slice(0, 40)], 'cut.png') },
      await picture('a.png'),
    ];
    expect((await read(files)).said).toEqual([
      'text.jpg: picture-unreadable',
      'cut.png: picture-unreadable',
      'a.png',
    ]);
  });

  it('keeps a thumbnail of at most 192 px, in the shape of the photo', async () => {
    const [photo] = (await read([await picture('wide.png', 600, 200)])).readings;
    if (photo?.kind !== 'read') throw new Error('not read');
    const { width, height } = await createImageBitmap(photo.thumbnail);
    expect({ width, height }).toEqual({ width: 192, height: 64 });
    expect(photo).toMatchObject({ width: 600, height: 200, isGif: false, isAnimated: false });
  });
});
