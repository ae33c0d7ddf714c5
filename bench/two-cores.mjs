/**
 * What a second wasm thread could gain at most: two threads that each train on half of a batch at the same time, against
 * one that trains on all of it. Each half has batch norms of its own, and the exchange of gradients is added as measured.
 * It says something on an idle machine only: beside other work two threads get twice the share of one.
 */

/** @typedef {import('../src/bench/protocol').Ask} Ask */

const BATCH = 128;
const STEPS = 4;
const ROUNDS = 7;
const FAST_PARAMETERS = 246_999;
const WHOLE = { contender: /** @type {const} */ ('ours'), thread: 'wasm' };
const HALVES = ['half 1', 'half 2'].map((thread) => ({
  contender: /** @type {const} */ ('ours'),
  thread,
}));

/**
 * @param {Ask} ask
 * @param {(asked: { floats: number, rounds: number }) => Promise<number>} exchange
 * @param {{ median: (values: number[]) => number }} tools
 * @param {(text: string) => void} say
 */
export async function measureTwoCores(ask, exchange, { median }, say) {
  const question = {
    network: /** @type {const} */ ('fast'),
    steps: STEPS,
    backend: /** @type {const} */ ('wasm'),
  };
  const whole = async () => (await ask(WHOLE, 'timeSteps', { ...question, batch: BATCH })).ms / STEPS;
  const halves = async () => {
    const answers = HALVES.map((half) => ask(half, 'timeSteps', { ...question, batch: BATCH / 2 }));
    return Math.max(...(await Promise.all(answers)).map(({ ms }) => ms)) / STEPS;
  };
  await whole();
  await halves();
  const exchangeMs = await exchange({ floats: FAST_PARAMETERS, rounds: 50 });
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const wholeMs = await whole();
    rounds.push({ wholeMs, halvesMs: await halves() });
  }
  const gains = rounds.map(({ wholeMs, halvesMs }) => wholeMs / (halvesMs + exchangeMs));
  say(
    `two wasm threads: ${gains.map((gain) => gain.toFixed(2)).join(' ')}, exchange ${exchangeMs.toFixed(1)} ms`,
  );
  return {
    twoCoresGain: median(gains),
    twoCoresGainSpread: [Math.min(...gains), Math.max(...gains)],
    twoCoresGainIs: 'an upper bound, from two threads that train beside each other; training computes in one',
    twoCoresExchangeMs: exchangeMs,
    twoCoresRounds: rounds,
  };
}
