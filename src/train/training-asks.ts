/** What the page may ask of a training under way, besides stopping it. Heard between steps. */
export class TrainingAsks {
  private readonly pausing = new AbortController();
  private isSaveAsked = false;

  /** Aborted once a pause was asked for. */
  get paused(): AbortSignal {
    return this.pausing.signal;
  }

  pause(): void {
    this.pausing.abort();
  }

  /** A checkpoint as soon as a step is done: the page may be about to go. */
  save(): void {
    this.isSaveAsked = true;
  }

  /** Whether a save was asked for since this was last called. */
  takeSave(): boolean {
    const wasAsked = this.isSaveAsked;
    this.isSaveAsked = false;
    return wasAsked;
  }
}

let asks = new TrainingAsks();

/** What is asked of this thread's training from now on: it does one at a time. */
export function askedOfTraining(): TrainingAsks {
  asks = new TrainingAsks();
  return asks;
}

export function askTraining({ what }: { readonly what: 'pause' | 'save' }): void {
  asks[what]();
}
