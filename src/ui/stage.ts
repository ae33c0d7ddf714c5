import type { Failure } from '../shared/errors';

/** What a stage can be. A page is a function of this and nothing else. */
export type Stage<Value, Progress = undefined> =
  | { readonly status: 'empty' }
  | { readonly status: 'working'; readonly progress: Progress }
  | { readonly status: 'ready'; readonly value: Value }
  | { readonly status: 'failed'; readonly failure: Failure };

export const EMPTY = { status: 'empty' } as const;

export function working<Progress>(progress: Progress): { status: 'working'; progress: Progress } {
  return { status: 'working', progress };
}

export function ready<Value>(value: Value): { status: 'ready'; value: Value } {
  return { status: 'ready', value };
}

export function failed(failure: Failure): { status: 'failed'; failure: Failure } {
  return { status: 'failed', failure };
}

/** The stage's value, if it has one. */
export function valueOf<Value>(stage: Stage<Value, unknown>): Value | undefined {
  return stage.status === 'ready' ? stage.value : undefined;
}
