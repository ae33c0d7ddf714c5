import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import '../../src/ui/styles/tokens.css';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/pages.css';
import { startLanguage, switchLanguage } from '../../src/ui/i18n';
import { TimelineStrip } from '../../src/ui/parts/live/TimelineStrip';
import { TimelineRecorder } from '../../src/ui/timeline';
import { card, liveStatus } from './hand-made-session';

const { readings } = liveStatus;
let root: Root;
let place: HTMLElement;

beforeAll(async () => {
  await startLanguage();
  await switchLanguage('en');
});

beforeEach(() => {
  place = document.createElement('div');
  document.body.append(place);
  root = createRoot(place);
});

afterEach(() => {
  root.unmount();
  place.remove();
});

it('zooms from the window in view as soon as it is in view', async () => {
  const recorder = new TimelineRecorder(card.labels);
  for (const timeMs of [0, 4000, 8000]) if (readings) recorder.add({ ...readings, timeMs });
  root.render(
    <TimelineStrip timeline={recorder.timeline()} face={1} isRunning={false} playing={undefined} />,
  );
  await expect.poll(shownWindow).toContain('from 0.0 s to 8.0 s');
  await atOnceAfter(zoomTwice);
  zoomTwice();
  await expect.poll(shownWindow).toContain('from 3.0 s to 5.0 s');
});

function zoomTwice(): void {
  const strip = place.querySelector('.timeline-strip');
  const { left, width } = strip?.getBoundingClientRect() ?? { left: NaN, width: NaN };
  const middle = left + width / 2;
  strip?.dispatchEvent(new WheelEvent('wheel', { deltaY: -300, ctrlKey: true, clientX: middle }));
}

function shownWindow(): string | null | undefined {
  return place.querySelector('canvas')?.ariaLabel;
}

/** @returns once what it does is on the page, before anything that waits for the frame to be drawn */
function atOnceAfter(act: () => void): Promise<void> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      resolve();
    });
    observer.observe(place, { subtree: true, attributeFilter: ['aria-label'] });
    act();
  });
}
