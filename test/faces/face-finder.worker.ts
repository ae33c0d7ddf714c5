import { drawFrame, type FrameOptions } from '../../src/data/actors/draw-frame';
import { castActor } from '../../src/data/actors/look';
import { startFaceFinder, type FoundFace } from '../../src/faces/face-finder';
import type { Job } from '../../src/rpc/contracts';
import { job, serve, type Port } from '../../src/rpc/serve';

/** A frame as data: actors are named by their number in the cast of seed 77. */
export interface Scene extends Omit<FrameOptions, 'faces'> {
  readonly faces: readonly (Omit<FrameOptions['faces'][number], 'actor'> & { readonly actor: number })[];
}
export interface FinderApi {
  findDrawn: Job<Scene, never, FoundFace[]>;
}

const starting = startFaceFinder();

// Tests are checked with the page's types, in which `self` is a window; here it is a worker.
serve<FinderApi>(self as unknown as Port, {
  findDrawn: job(async (scene) => {
    const faces = scene.faces.map((face) => ({ ...face, actor: castActor(77, face.actor) }));
    const { data, width, height } = drawFrame({ ...scene, faces });
    return (await starting).find(new ImageData(new Uint8ClampedArray(data), width, height));
  }),
});
