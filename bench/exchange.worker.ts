// One of two threads that tell each other their gradients, as two that halve a batch would have to in every step.

interface Begin {
  readonly to: MessagePort;
  readonly floats: number;
  readonly rounds: number;
}

addEventListener('message', async ({ data: { to, floats, rounds } }: MessageEvent<Begin>) => {
  const heard: Float32Array<ArrayBuffer>[] = [];
  let wake = () => {};
  to.addEventListener('message', ({ data }: MessageEvent<Float32Array<ArrayBuffer>>) => {
    heard.push(data);
    wake();
  });
  to.start();
  const own = new Float32Array(floats).fill(1);
  const all = new Float32Array(floats);
  let start = 0;
  // The first ones find the code not yet compiled.
  for (let round = -5; round < rounds; round += 1) {
    if (round === 0) start = performance.now();
    const told = own.slice();
    to.postMessage(told, [told.buffer]);
    while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const other = heard.shift() ?? own;
    for (let at = 0; at < floats; at += 1) all[at] = ((own[at] ?? 0) + (other[at] ?? 0)) / 2;
  }
  postMessage((performance.now() - start) / rounds);
});
