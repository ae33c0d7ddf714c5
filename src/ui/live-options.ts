import type { CameraChoice } from './camera';

/** How the live page looks at the camera. Kept for the visit, in memory. */
export interface LiveOptions {
  readonly camera: CameraChoice;
  readonly isMirrored: boolean;
  /** Every frame by itself, nothing averaged or corrected. */
  readonly isRaw: boolean;
  readonly usesLivePrior: boolean;
  /** A drawn face over the real one. */
  readonly showsMask: boolean;
  /** A second model that looks at the same faces. */
  readonly secondModelId: string | undefined;
  /** The camera goes off when the tab is hidden. */
  readonly stopsWhenHidden: boolean;
}

export const FIRST_LIVE_OPTIONS: LiveOptions = {
  camera: { kind: 'front' },
  isMirrored: true,
  isRaw: false,
  usesLivePrior: false,
  showsMask: false,
  secondModelId: undefined,
  stopsWhenHidden: false,
};

/** Options that the recognizer must be told of: it loads its models anew. */
export function needsReload(before: LiveOptions, after: LiveOptions): boolean {
  return before.usesLivePrior !== after.usesLivePrior || before.secondModelId !== after.secondModelId;
}

export function isSameCamera(a: CameraChoice, b: CameraChoice): boolean {
  return a.kind === 'device' && b.kind === 'device' ? a.id === b.id : a.kind === b.kind;
}
