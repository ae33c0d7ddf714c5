import type { Failure } from '../../src/shared/errors';
import type { FromWorker, ToWorker } from '../../src/rpc/serve';

type Asked = Extract<ToWorker, { job: string }>;

/** Stands in for the browser's Worker: keeps what it is asked, and answers when the test says so. */
export class HandAnsweredWorker extends EventTarget {
  static readonly byName = new Map<string, HandAnsweredWorker>();
  readonly open: Asked[] = [];
  readonly stopped: number[] = []; // ids of calls

  constructor(_script: URL, { name = '' }: WorkerOptions) {
    super();
    HandAnsweredWorker.byName.set(name, this);
  }

  postMessage(message: ToWorker): void {
    if ('stop' in message) this.stopped.push(message.id);
    else this.open.push(message);
  }

  /** A thread that was ended: who calls it afterwards starts another one. */
  terminate(): void {
    this.open.length = 0;
  }

  /** The oldest call of a job without an answer. */
  asked(job: string): Asked {
    const call = this.open.find((known) => known.job === job);
    if (!call) throw new Error(`nobody asked for ${job}`);
    return call;
  }

  report(job: string, progress: unknown): Promise<void> {
    return this.say({ id: this.asked(job).id, progress });
  }

  answer(job: string, result: unknown): Promise<void> {
    return this.say({ id: this.close(job), result });
  }

  fail(job: string, failure: Failure): Promise<void> {
    return this.say({ id: this.close(job), failure });
  }

  private close(job: string): number {
    const call = this.asked(job);
    this.open.splice(this.open.indexOf(call), 1);
    return call.id;
  }

  private say(data: FromWorker): Promise<void> {
    this.dispatchEvent(new MessageEvent('message', { data }));
    return settled();
  }
}

/** Everything that waits for nothing but settled promises has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
