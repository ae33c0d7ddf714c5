// node engine.mjs [--json OUT] [--needs real]: the engine bench without a browser, on Dawn: under ten minutes.
// Every contender computes in a process of its own, so that stock tfjs never sees a kernel of ours.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startContenders } from './contenders';
import { measure } from './measure';
import { serveContender } from './serve-contender';

const { values } = parseArgs({
  options: { json: { type: 'string' }, needs: { type: 'string' }, contender: { type: 'string' } },
});

if (values.contender) await serveContender(values.contender);
else {
  const { ask, end } = startContenders();
  let report: object = { reason: 'nothing was measured' };
  const save = (found: object) => {
    report = found;
    if (values.json) writeFileSync(values.json, `${JSON.stringify(found, null, 2)}\n`);
  };
  await measure(ask, { needsReal: values.needs === 'real', end, onReport: save });
  end();
  if (!values.json) console.log(JSON.stringify(report, null, 2));
  process.exit(0); // Dawn keeps threads
}
