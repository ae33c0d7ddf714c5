import { afterAll, expect, it, vi } from 'vitest';
import { session } from '../../src/ui/session';
import { EMPTY } from '../../src/ui/stage';
import { stayAwakeWhileTraining } from '../../src/ui/wake-lock';
import { STATES, withData } from './hand-made-session';
import { settled } from './hand-answered-worker';

afterAll(() => {
  vi.unstubAllGlobals();
});

it('the screen may sleep again when a training ends before the browser has answered that it stays on', async () => {
  const lock = { released: false, release: async () => void (lock.released = true) };
  let answer: (given: typeof lock) => void = () => undefined;
  const request = vi.fn(() => new Promise<typeof lock>((resolve) => (answer = resolve)));
  vi.stubGlobal('navigator', { wakeLock: { request } });
  session.setState(withData, true);
  stayAwakeWhileTraining(
    Object.assign(new EventTarget(), { visibilityState: 'visible' }) as Document, // what it looks at
  );
  const training = STATES['train, epoch 13']?.state.train ?? EMPTY;
  session.setState({ train: training });
  expect(request).toHaveBeenCalledOnce();
  session.setState({ train: EMPTY });
  answer(lock);
  await settled();
  expect(lock.released).toBe(true);
});
