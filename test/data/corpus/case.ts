import { type ImportSource, openReader } from '../../../src/data/recognise';
import { Rejections } from '../../../src/data/rejections';
import type { Rejection } from '../../../src/shared/dataset';
import { type Failure, toFailure } from '../../../src/shared/errors';

/** A file made to break something, and what must come of it. */
export interface Case {
  readonly name: string;
  readonly source: () => ImportSource | Promise<ImportSource>;
  readonly expected: Outcome;
}

export type Outcome = Accepted | Failure;

export interface Accepted {
  readonly images: number;
  /** Where, why, what was found there. */
  readonly rejected: readonly Rejected[];
  readonly labels?: readonly string[];
  readonly splits?: readonly [train: number, validation: number, test: number];
}
export type Rejected = readonly [where: number | string, reason: Rejection['reason'], found?: string];

/**
 * Reads a source as an import does, without storing it: everything up to the first refusal.
 *
 * @param asked which fields the case has something to say about
 */
export async function outcomeOf(source: ImportSource, asked: Outcome): Promise<Outcome> {
  try {
    return pick(await read(source), asked);
  } catch (error) {
    return toFailure(error);
  }
}

async function read(source: ImportSource): Promise<Required<Accepted>> {
  const reader = await openReader(source);
  const rejections = new Rejections();
  const all: Rejection[] = [];
  const splits = { train: 0, validation: 0, test: 0 };
  let images = 0;
  const portions = reader.read();
  for (;;) {
    const step = await portions.next();
    if (step.done) {
      rejections.judgeEnd(images, step.value.isTruncated, false);
      break;
    }
    const { samples, mostToCome } = step.value;
    for (const sample of samples) splits[sample.split] += 1;
    images += samples.length;
    all.push(...step.value.rejections);
    rejections.add(step.value.rejections);
    rejections.judgeEarly(images, mostToCome);
  }
  return {
    images,
    labels: reader.labels,
    splits: [splits.train, splits.validation, splits.test],
    rejected: all.map(rejectedOf),
  };
}

function rejectedOf({ at, reason, found }: Rejection): Rejected {
  const where = 'row' in at ? at.row : at.file;
  return found === undefined ? [where, reason] : [where, reason, found];
}

/** The fields that a case names. */
function pick(found: Required<Accepted>, asked: Outcome): Accepted {
  const { images, rejected, labels, splits } = found;
  return {
    images,
    rejected,
    ...('labels' in asked ? { labels } : {}),
    ...('splits' in asked ? { splits } : {}),
  };
}

/** One file, whatever its name says. */
export function single(content: string | Uint8Array<ArrayBuffer>, name = 'given'): ImportSource {
  return { name, files: [{ path: name, file: new File([content], name) }] };
}

/** What every sound source of thirty pictures comes to. */
export const THIRTY: Accepted = { images: 30, rejected: [] };

export function refused(code: Failure['code'], details: Failure['details'] = {}): Failure {
  return { code, details };
}
