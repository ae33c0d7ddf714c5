import { AppError, describeCause, type ErrorCode } from '../shared/errors';

/**
 * Opens the camera, facing the user where there is a choice.
 *
 * @throws AppError live/camera-denied, -policy, -busy, -insecure, live/no-camera
 */
export async function openCamera(): Promise<MediaStream> {
  // Outside a secure context the browser has no mediaDevices at all.
  if (!('mediaDevices' in navigator)) throw new AppError('live/camera-insecure');
  const video = { facingMode: 'user', width: { ideal: 640 }, height: { ideal: 480 } };
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (error) {
    const code = cameraErrorCode(error, isForbiddenByPolicy());
    throw code
      ? new AppError(code, {}, { cause: error })
      : new AppError('internal/unexpected', { cause: describeCause(error) }, { cause: error });
  }
}

/** What a getUserMedia exception means here; undefined when it is none of the known ones. */
export function cameraErrorCode(error: unknown, isForbidden: boolean): ErrorCode | undefined {
  switch (error instanceof Error || error instanceof DOMException ? error.name : '') {
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
