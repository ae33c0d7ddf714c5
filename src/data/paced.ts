const PROGRESS_MS = 100;

/** Passes on at most ten reports a second, the first one always. */
export async function* paced<Report, Result>(
  steps: AsyncGenerator<Report, Result, void>,
): AsyncGenerator<Report, Result, void> {
  let next = 0; // ms
  try {
    for (;;) {
      const step = await steps.next();
      if (step.done) return step.value;
      if (performance.now() < next) continue;
      next = performance.now() + PROGRESS_MS;
      yield step.value;
    }
  } finally {
    await steps.return(undefined as Result); // ends it where our reader stopped listening
  }
}
