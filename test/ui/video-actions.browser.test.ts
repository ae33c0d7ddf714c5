import { expect, it, vi } from 'vitest';
import { leaveLive } from '../../src/ui/actions/live-run';
import { saveAnnotated } from '../../src/ui/actions/video-actions';
import { session } from '../../src/ui/session';
import { EMPTY, working } from '../../src/ui/stage';
import { brighteningVideo } from './brightening-video';

it('a video being written anew is given up when the page is left, and says nothing to what comes after', async () => {
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  const file = await brighteningVideo();
  const timing = { detectMs: 0, cropMs: 0, inferMs: 0, totalMs: 0 };
  const frame = { faces: [], frame: { width: 160, height: 120 }, timing, durationMs: 40 };
  const frames = Array.from({ length: 12 }, (_, at) => ({ ...frame, timeMs: 40 * at }));
  session.setState({
    annotating: EMPTY,
    watched: { file, frames, cards: [], isExact: true, durationMs: 480, failure: undefined },
  });
  const next = working(0.5);
  await saveAnnotated(() => {
    if (session.getState().watched === undefined) return;
    leaveLive();
    session.setState({ annotating: next });
  });
  expect(session.getState().annotating).toBe(next);
  expect(click).not.toHaveBeenCalled();
  click.mockRestore();
});
