import { BufferTarget, CanvasSource, Output, WebMOutputFormat } from 'mediabunny';

export const FRAMES = 12;
const FRAME_S = 1 / 25;

/** Each frame a little brighter than the one before. */
export const brighteningVideo = () => film(FRAMES, {});

export const LONG_FRAMES = 75;
/** Three seconds in parts of a fifth, so that a cut leaves whole ones. */
export const longVideo = () => film(LONG_FRAMES, { keyFrameInterval: 0.2 });

async function film(frames: number, encoding: { readonly keyFrameInterval?: number }): Promise<File> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 160, height: 120 });
  const context = canvas.getContext('2d');
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat({ minimumClusterDuration: 0.1 }), target });
  const source = new CanvasSource(canvas, { codec: 'vp8', bitrate: 1e6, ...encoding });
  output.addVideoTrack(source);
  await output.start();
  for (let frame = 0; frame < frames; frame += 1) {
    const level = levelOf(frame % FRAMES);
    if (context) context.fillStyle = `rgb(${level} ${level} ${level})`;
    context?.fillRect(0, 0, 160, 120);
    await source.add(frame * FRAME_S, FRAME_S);
  }
  await output.finalize();
  return new File([target.buffer ?? new ArrayBuffer()], 'brightening.webm', { type: 'video/webm' });
}

export const levelOf = (frame: number) => 20 + 18 * frame;
