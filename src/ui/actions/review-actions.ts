import type { ExclusionChange } from '../../data/review-desk';
import type { ListFormat } from '../../data/exclusion-list';
import type { Exclusions } from '../../shared/exclusions';
import { saveFile } from '../save-file';
import { failureOf, session } from '../session';
import { importer } from '../threads';
import { EMPTY, failed, working } from '../stage';
import { tellOtherTabs } from '../tabs';

// Looking at a dataset, and leaving parts of it out. Every answer is dropped when another dataset is in use by then.

const NONE = new Uint32Array();

let examining: AbortController | undefined;

/** What is known and left out of the dataset in use. Trouble here is told where it is looked at. */
export async function readReview(id: string): Promise<void> {
  await settle(id, async () => {
    const { diagnosis, exclusions } = await importer().call('readReview', { id });
    return { diagnosis, exclusions };
  });
}

export async function readFaceIndex(id: string): Promise<void> {
  await settle(id, async () => ({ faceIndex: await importer().call('indexFaces', { id }) }));
}

export function readFacePage(id: string, indices: Uint32Array): Promise<Uint8Array<ArrayBuffer>> {
  return importer().call('readFacePage', { id, indices });
}

/** @param what compare all faces, or look for those that are none */
export async function startDoctor(id: string, what: 'diagnose' | 'lookForFaces'): Promise<void> {
  if (session.getState().doctor.status === 'working') return;
  const controller = new AbortController();
  examining = controller;
  session.setState({ doctor: working(undefined) });
  await settle(id, async () => {
    const diagnosis = await importer().call(
      what,
      { id },
      {
        signal: controller.signal,
        onProgress: (progress) => {
          if (examining === controller) session.setState({ doctor: working(progress) });
        },
      },
    );
    return { doctor: EMPTY, ...(diagnosis && { diagnosis }) };
  });
}

export function cancelDoctor(): void {
  examining?.abort();
}

/** Before another dataset comes into use. */
export function leaveReview(): void {
  examining?.abort();
  examining = undefined;
  session.setState({ doctor: EMPTY, diagnosis: undefined, exclusions: undefined, faceIndex: undefined });
}

export function dismissReviewFailure(): void {
  session.setState({ doctor: EMPTY });
}

export function exclude(id: string, excluded: ExclusionChange['excluded']): Promise<void> {
  return change(id, () => importer().call('changeExclusions', { id, excluded, readmitted: NONE }));
}

export function readmit(id: string, readmitted: Uint32Array<ArrayBuffer>): Promise<void> {
  return change(id, () => importer().call('changeExclusions', { id, excluded: [], readmitted }));
}

export function undoExclusion(id: string): Promise<void> {
  return change(id, () => importer().call('undoExclusions', { id }));
}

export function applyExclusions(id: string, file: File): Promise<void> {
  return change(id, () => importer().call('applyExclusions', { id, file }));
}

export async function exportExclusions(id: string, format: ListFormat): Promise<void> {
  await settle(id, async () => {
    const file = await importer().call('exportExclusions', { id, format });
    saveFile({ name: file.name, blob: file });
    return {};
  });
}

async function change(id: string, ask: () => Promise<Exclusions>): Promise<void> {
  await settle(id, async () => ({ exclusions: await ask() }));
  tellOtherTabs('datasets');
}

type Patch = Partial<ReturnType<typeof session.getState>>;

async function settle(id: string, work: () => Promise<Patch>): Promise<void> {
  const isInUse = () => session.getState().datasetId === id;
  try {
    const patch = await work();
    if (isInUse()) session.setState(patch);
  } catch (error) {
    if (isInUse()) session.setState({ doctor: failed(failureOf(error)) });
  }
}
