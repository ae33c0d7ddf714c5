/** What every thread of a page holds, asked through the browser's debugging protocol. */

const MB = 1e6;

/**
 * @typedef {{ thread: string, heapMB: number, boundMB: number, tensors: number | null, computeMB: number | null, gpuMB: number | null }} ThreadState
 *   heapMB: JavaScript heap after a collection; boundMB: what is bound to it: elements of the page, buffers; tensors: of tfjs,
 *   null where it is not loaded; computeMB: the wasm heap it computes in, or what tfjs holds on the GPU; gpuMB: buffers of WebGPU that were made
 *   less those that were destroyed, since the first look: a plan's own memory too
 */

// tfjs keeps its engine on the global object; between two steps only what lives longer than one is counted.
const ENGINE = `(() => {
  const engine = globalThis._tfengine;
  if (!engine || !engine.backendInstance) return null;
  const { numTensors, numBytesInGPU } = engine.memory();
  const heap = engine.backendInstance.wasm?.HEAPU8;
  return { tensors: numTensors, bytes: heap ? heap.length : numBytesInGPU ?? 0 };
})()`;

// Counts from the first look on: only what it grows by is asked. A buffer that is collected without being destroyed counts on.
const GPU = `(() => {
  if (!globalThis.GPUDevice) return null;
  globalThis.countedGpu ??= (() => {
    const counted = { bytes: 0 };
    const gone = new WeakSet();
    const { createBuffer } = GPUDevice.prototype;
    GPUDevice.prototype.createBuffer = function (asked) {
      counted.bytes += asked.size;
      return createBuffer.call(this, asked);
    };
    const { destroy } = GPUBuffer.prototype;
    GPUBuffer.prototype.destroy = function () {
      if (!gone.has(this)) counted.bytes -= this.size;
      gone.add(this);
      destroy.call(this);
    };
    return counted;
  })();
  return globalThis.countedGpu.bytes;
})()`;

export class ThreadMemory {
  /** @type {Map<string, string>} */
  #workers = new Map();
  /** @type {Map<number, (answer: any) => void>} */
  #waiting = new Map();
  #asked = 0;

  /** @param {import('playwright').CDPSession} session of the page */
  constructor(session) {
    this.session = session;
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      const name = /(?:^|\/)([a-z]+)[^/]*$/.exec(new URL(targetInfo.url).pathname)?.[1];
      this.#workers.set(sessionId, name ?? targetInfo.url);
    });
    session.on('Target.detachedFromTarget', ({ sessionId }) => void this.#workers.delete(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result } = JSON.parse(message);
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
  }

  /** @param {import('playwright').Page} page */
  static async of(page) {
    const memory = new ThreadMemory(await page.context().newCDPSession(page));
    // Not flat: answers of workers then come through the page's own session.
    const how = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false };
    await memory.session.send('Target.setAutoAttach', how);
    return memory;
  }

  /** @returns {Promise<ThreadState[]>} of the page first */
  async read() {
    const ofPage = (/** @type {any} */ method, /** @type {any} */ params) =>
      this.session.send(method, params);
    const states = [await stateOf('page', ofPage)];
    for (const [sessionId, name] of this.#workers)
      states.push(await stateOf(name, (method, params) => this.#ask(sessionId, method, params)));
    return states;
  }

  /** @param {string} sessionId @param {string} method @param {object} params @returns {Promise<any>} */
  async #ask(sessionId, method, params) {
    const id = (this.#asked += 1);
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve));
    const message = JSON.stringify({ id, method, params });
    await this.session.send('Target.sendMessageToTarget', { sessionId, message });
    return answer;
  }
}

/** @param {string} thread @param {(method: string, params: object) => Promise<any>} ask @returns {Promise<ThreadState>} */
async function stateOf(thread, ask) {
  // A full collection, as devtools does it; twice, because what the first one finalises holds more until the second.
  await ask('HeapProfiler.collectGarbage', {});
  await ask('HeapProfiler.collectGarbage', {});
  const {
    usedSize,
    embedderHeapUsedSize = 0,
    backingStorageSize = 0,
  } = await ask('Runtime.getHeapUsage', {});
  const { result } = await ask('Runtime.evaluate', { expression: ENGINE, returnByValue: true });
  const gpu = await ask('Runtime.evaluate', { expression: GPU, returnByValue: true });
  return {
    thread,
    heapMB: usedSize / MB,
    boundMB: (embedderHeapUsedSize + backingStorageSize) / MB,
    tensors: result?.value?.tensors ?? null,
    computeMB: result?.value ? result.value.bytes / MB : null,
    gpuMB: typeof gpu.result?.value === 'number' ? gpu.result.value / MB : null,
  };
}
