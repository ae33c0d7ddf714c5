/** Lets waiting messages in. A resolved promise would not: a stop is only heard in a new task. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
