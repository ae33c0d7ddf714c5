import { AppError, describeCause, type ErrorCode } from '../shared/errors';

/** Which camera is asked for: one of the list, or the one on this side of a phone. */
export type CameraChoice =
  { readonly kind: 'device'; readonly id: string } | { readonly kind: 'front' } | { readonly kind: 'rear' };

export interface Camera {
  readonly id: string;
  /** Empty until the user has allowed a camera once. */
  readonly name: string;
}

const BUSY_RETRY_MS = 1000;

/**
 * Opens a camera. One that is gone or cannot do what is asked is replaced by any other; one in use is asked once more.
 *
 * @throws AppError live/camera-denied, -policy, -busy, -insecure, live/no-camera
 */
export async function openCamera(choice: CameraChoice = { kind: 'front' }): Promise<MediaStream> {
  // Outside a secure context the browser has no mediaDevices at all.
  if (!('mediaDevices' in navigator)) throw new AppError('live/camera-insecure');
  try {
    return await askForCamera(choice).catch((error: unknown) => askAgain(choice, error));
  } catch (error) {
    const code = cameraErrorCode(error, isForbiddenByPolicy());
    throw code
      ? new AppError(code, {}, { cause: error })
      : new AppError('internal/unexpected', { cause: describeCause(error) }, { cause: error });
  }
}

async function askAgain(choice: CameraChoice, error: unknown): Promise<MediaStream> {
  switch (errorName(error)) {
    case 'OverconstrainedError':
      return await askForCamera(undefined);
    case 'NotFoundError':
      if (choice.kind === 'device') return await askForCamera(undefined);
      throw error;
    case 'NotReadableError':
    case 'AbortError':
      // Another program, or our own last session, may just be letting go of it.
      await new Promise((resolve) => setTimeout(resolve, BUSY_RETRY_MS));
      return await askForCamera(choice);
    default:
      throw error;
  }
}

function askForCamera(choice: CameraChoice | undefined): Promise<MediaStream> {
  const size = { width: { ideal: 640 }, height: { ideal: 480 } };
  return navigator.mediaDevices.getUserMedia({ video: { ...size, ...wanted(choice) }, audio: false });
}

function wanted(choice: CameraChoice | undefined): MediaTrackConstraints {
  switch (choice?.kind) {
    case 'device':
      return { deviceId: { exact: choice.id } };
    case 'front':
      return { facingMode: 'user' };
    case 'rear':
      return { facingMode: 'environment' };
    default:
      return {};
  }
}

/** The cameras there are; nameless before the first permission. */
export async function listCameras(): Promise<Camera[]> {
  if (!('mediaDevices' in navigator)) return [];
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
    .map(({ deviceId, label }) => ({ id: deviceId, name: label }));
}

/** What a getUserMedia exception means here; undefined when it is none of the known ones. */
export function cameraErrorCode(error: unknown, isForbidden: boolean): ErrorCode | undefined {
  switch (errorName(error)) {
    case 'NotAllowedError':
      return isForbidden ? 'live/camera-policy' : 'live/camera-denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'live/no-camera';
    case 'NotReadableError':
    case 'AbortError':
      return 'live/camera-busy';
    case 'SecurityError':
      return 'live/camera-insecure';
    default:
      return undefined;
  }
}

function errorName(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : '';
}

/** A refusal by Permissions-Policy looks like one by the user; Chromium can tell them apart. */
function isForbiddenByPolicy(): boolean {
  const policy =
    'featurePolicy' in document
      ? (document.featurePolicy as { allowsFeature(feature: string): boolean }) // not in the DOM types
      : undefined;
  return policy ? !policy.allowsFeature('camera') : false;
}

export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
