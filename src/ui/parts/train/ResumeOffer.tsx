import { useState } from 'react';
import { resumeRun } from '../../actions/train-actions';
import { recall, remember } from '../../remembered';
import { hasItsDataset, useSession, waitingRun } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { Figure } from '../Figure';
import { Section } from '../Section';

/** A run that was paused, or whose tab or device died: one press goes on. */
export function ResumeOffer() {
  const { t, n, runName, place, datasetName, sentences } = useWords();
  const run = useSession(waitingRun);
  const isEvaluating = useSession((state) => state.evaluate.status === 'working');
  const hasDataset = useSession((state) => !run || hasItsDataset(state, run));
  const lostDevice = useSession(
    ({ train }) => train.status === 'failed' && train.failure.code.startsWith('compute/'),
  );
  if (!run) return null;
  const { savedAtMs, template } = run;
  const { datasetKind: kind, datasetName: name } = template.trained;
  const isHeldUp = isEvaluating || !hasDataset;
  const at = place(run.place);
  return (
    <Section
      className="resume"
      title={t('train.resume.title', { name: runName(run) })}
      note={
        <Figure name="resume-saved-at" value={savedAtMs}>
          {t('train.resume.place', {
            at,
            epochs: n.count(template.recipe.epochs),
            time: n.dateWithSeconds(savedAtMs),
          })}
        </Figure>
      }
    >
      {!hasDataset && (
        <p className="note">
          {sentences(
            t('train.runs.datasetGone', { name: datasetName({ kind, name }) }),
            t('train.resume.bringBack'),
          )}
        </p>
      )}
      <div className="row">
        <Button look="primary" isDisabled={isHeldUp} onPress={() => void resumeRun(run.id)}>
          {t('train.resume.action', { at })}
        </Button>
        {!hasDataset && (
          <a className="button button-plain" href="#/data">
            {t('train.toData')}
          </a>
        )}
        {lostDevice && (
          <Button isDisabled={isHeldUp} onPress={() => void resumeRun(run.id, 'wasm')}>
            {t('train.resume.onWasm')}
          </Button>
        )}
        <ResumeByItself />
      </div>
    </Section>
  );
}

export function ResumeByItself() {
  const { t } = useWords();
  const [isOn, setOn] = useState(() => recall('autoResume') === 'yes');
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={isOn}
        onChange={({ currentTarget: { checked } }) => {
          setOn(checked);
          remember('autoResume', checked ? 'yes' : 'no');
        }}
      />
      {t('train.resume.byItself')}
    </label>
  );
}
