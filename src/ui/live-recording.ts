import { pngOf } from './seen-file';

/** What is seen in the viewer: the picture, mirrored or not, and the boxes over it. */
export interface Layers {
  readonly picture: HTMLVideoElement | HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
  readonly isMirrored: boolean;
}

const TYPE = 'video/webm';
const FRAMES_PER_SECOND = 30;

/** The layers in one picture, at the size of the camera's frames. */
export async function snapshot(layers: Layers): Promise<Blob> {
  const canvas = document.createElement('canvas');
  compose(canvas, layers);
  return await pngOf(canvas);
}

function compose(canvas: HTMLCanvasElement, { picture, overlay, isMirrored }: Layers): void {
  const { width, height } = sizeOf(picture);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  // A film with transparency would be twice as large, and few programs read one.
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) return;
  context.save();
  if (isMirrored) context.setTransform(-1, 0, 0, 1, width, 0);
  context.drawImage(picture, 0, 0, width, height);
  context.restore();
  if (overlay.width > 0 && overlay.height > 0) context.drawImage(overlay, 0, 0, width, height);
}

function sizeOf(picture: Layers['picture']): { readonly width: number; readonly height: number } {
  return picture instanceof HTMLVideoElement
    ? { width: picture.videoWidth, height: picture.videoHeight }
    : { width: picture.width, height: picture.height };
}

export interface Recording {
  /** Ends it. @returns the film, WebM; what there is of one that broke off */
  stop(): Promise<Blob>;
}

export function canRecord(): boolean {
  return typeof MediaRecorder !== 'undefined' && MediaRecorder.isTypeSupported(TYPE);
}

/**
 * Films the viewer, boxes included, in memory, until it is stopped.
 *
 * @param onBroken called when the browser's recorder gives up
 */
export function startRecording(layers: () => Layers, onBroken: (cause: unknown) => void): Recording {
  const canvas = document.createElement('canvas');
  compose(canvas, layers());
  const stream = canvas.captureStream(FRAMES_PER_SECOND);
  const recorder = new MediaRecorder(stream, { mimeType: TYPE });
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  recorder.addEventListener('error', (event) => onBroken('error' in event ? event.error : event));
  // A timer, not an animation frame: a hidden tab gets none, and the film goes on.
  const timer = setInterval(() => compose(canvas, layers()), 1000 / FRAMES_PER_SECOND);
  recorder.start(1000);
  return {
    stop: () =>
      new Promise((resolve) => {
        const give = () => resolve(new Blob(parts, { type: TYPE }));
        clearInterval(timer);
        if (recorder.state === 'inactive') give();
        else {
          recorder.addEventListener('stop', give, { once: true });
          recorder.stop();
        }
        for (const track of stream.getTracks()) track.stop();
      }),
  };
}
