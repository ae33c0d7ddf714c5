import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ImportIntent } from '../../src/storage/database';
import { dismissCutOff, tellOfCutOffImports } from '../../src/ui/actions/cut-off-actions';
import { drawSample } from '../../src/ui/actions/import-actions';
import { FRESH_SESSION, session } from '../../src/ui/session';
import { importer } from '../../src/ui/threads';
import { HandAnsweredWorker } from './hand-answered-worker';

vi.stubGlobal('Worker', HandAnsweredWorker);
const otherTab = new BroadcastChannel('mien');
const heard: unknown[] = [];
otherTab.addEventListener('message', ({ data }: MessageEvent<unknown>) => heard.push(data));
afterAll(() => {
  otherTab.close();
  vi.unstubAllGlobals();
});

importer();
const importing = HandAnsweredWorker.byName.get('importer');
if (!importing) throw new Error('there is no importer');
void tellOfCutOffImports();

const intent = (id: string): ImportIntent => ({
  id,
  startedAtMs: 0,
  dataset: { name: id, kind: 'fer2013-csv' },
});
const say = (news: string, imports: unknown = []) => otherTab.postMessage({ kind: 'cut-off', news, imports });
const isHeard = (news: string, imports: readonly ImportIntent[]) =>
  vi.waitFor(() => expect(heard).toContainEqual({ kind: 'cut-off', news, imports }));
const shows = (...ids: readonly string[]) =>
  vi.waitFor(() => expect(session.getState().cutOff.map(({ id }) => id)).toEqual(ids));

describe('an import that was cut off', () => {
  beforeEach(() => {
    session.setState(FRESH_SESSION, true);
    heard.length = 0;
  });

  it('is told of in all tabs, once, whichever of them found it', async () => {
    await importing.report('cutOffImports', intent('found here'));
    await shows('found here');
    await isHeard('told', [intent('found here')]);
    say('told', [intent('found there'), intent('found here')]);
    await shows('found here', 'found there');
  });

  it('is told to a tab that opens later, the one that was reloaded', async () => {
    await importing.report('cutOffImports', intent('a'));
    await isHeard('told', [intent('a')]);
    heard.length = 0;
    say('asked');
    await isHeard('told', [intent('a')]);
  });

  it.each([
    ['answered', dismissCutOff],
    ['followed by the next import', () => void drawSample()],
  ])('is no longer told of anywhere once it is %s', async (_, goOn) => {
    session.setState({ cutOff: [intent('a')] });
    goOn();
    await shows();
    await isHeard('read', []);
    session.setState({ cutOff: [intent('b')] });
    say('read');
    await shows();
  });

  it('is not taken from what another version of the page says', async () => {
    say('forgotten', [intent('a')]);
    say('told', 'a');
    say('told', [intent('b')]);
    await shows('b');
  });
});
