import { useState } from 'react';
import type { ListedRun } from '../../../storage/run-store';
import { removeRun, saveCsv, toggleOverlay } from '../../actions/run-actions';
import { resumeRun } from '../../actions/train-actions';
import { hasItsDataset, useSession } from '../../session';
import { historyHere, trainingNow } from '../../train-run';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ConfirmRemoval } from '../ConfirmRemoval';
import { ErrorNotice } from '../ErrorNotice';
import { Figure } from '../Figure';
import { ScrollFrame, Section } from '../Section';
import { RenameRun } from './RenameRun';
import { RunSettings } from './RunSettings';

/** Every run there was, to compare, to resume and to take away. */
export function RunList() {
  const { t, runName } = useWords();
  const runs = useSession((state) => state.runs);
  const failure = useSession((state) => state.runsFailure);
  const [removed, setRemoved] = useState<ListedRun>();
  const [renamed, setRenamed] = useState<ListedRun>();
  const [looked, setLooked] = useState<ListedRun>();
  if (runs.length === 0) return null;
  return (
    <Section className="runs" title={t('train.runs.title')} note={t('train.runs.note')}>
      {failure && <ErrorNotice failure={failure} />}
      <ScrollFrame label={t('train.runs.caption')}>
        <table className="numbers run-table">
          <caption className="sr-only">{t('train.runs.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('train.runs.name')}</th>
              <th scope="col">{t('train.runs.state')}</th>
              <th scope="col">{t('train.runs.epochs')}</th>
              <th scope="col">{t('train.runs.best')}</th>
              <th scope="col">{t('train.runs.actions')}</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow
                key={run.id}
                run={run}
                onSettings={() => setLooked(run)}
                onRename={() => setRenamed(run)}
                onRemove={() => setRemoved(run)}
              />
            ))}
          </tbody>
        </table>
      </ScrollFrame>
      <ConfirmRemoval
        title={t('train.runs.removeTitle', { name: removed ? runName(removed) : '' })}
        text={t('train.runs.removeText')}
        action={t('train.runs.remove')}
        isOpen={removed !== undefined}
        onClose={() => setRemoved(undefined)}
        onConfirm={() => removed && void removeRun(removed.id)}
      />
      <RunSettings run={looked} onClose={() => setLooked(undefined)} />
      <RenameRun run={renamed} onClose={() => setRenamed(undefined)} />
    </Section>
  );
}

interface RunRowProps {
  readonly run: ListedRun;
  readonly onSettings: () => void;
  readonly onRename: () => void;
  readonly onRemove: () => void;
}

function RunRow({ run: listed, onSettings, onRename, onRemove }: RunRowProps) {
  const { t, n, runName, datasetName } = useWords();
  const history = useSession(({ train }) => historyHere(train, listed.id));
  const run = history ? trainingNow(listed, history) : listed;
  const hasDataset = useSession((state) => hasItsDataset(state, run));
  const isOverlaid = useSession((state) => state.overlaid.includes(run.id));
  const isTraining = useSession((state) => state.train.status === 'working');
  const name = runName(run);
  const { trained } = run.template;
  const best = run.history.find(({ epoch }) => epoch === run.bestEpoch)?.validation?.accuracy;
  const canGoOn = !run.isHeld && !isTraining && run.status !== 'finished' && run.status !== 'failed';
  return (
    <tr data-run={run.id}>
      <th scope="row">
        <label className="check">
          <input
            type="checkbox"
            checked={isOverlaid}
            disabled={run.history.length === 0}
            aria-label={t('train.runs.overlay', { name })}
            onChange={() => toggleOverlay(run.id)}
          />
          <span>
            {name}
            <small>{n.date(run.template.createdAtMs)}</small>
            {canGoOn && !hasDataset && (
              <small>
                {t('train.runs.datasetGone', {
                  name: datasetName({ kind: trained.datasetKind, name: trained.datasetName }),
                })}
              </small>
            )}
          </span>
        </label>
      </th>
      <td data-label={t('train.runs.state')}>
        <Figure name="run-status" value={run.isHeld ? 'held' : run.status}>
          {run.isHeld ? t('train.runs.held') : t(`train.runs.status.${run.status}`)}
        </Figure>
      </td>
      <td data-label={t('train.runs.epochs')}>
        <Figure name="run-epochs" value={run.history.length}>
          {t('train.epochOf', {
            epoch: n.count(run.history.length),
            epochs: n.count(run.template.recipe.epochs),
          })}
        </Figure>
      </td>
      <td data-label={t('train.runs.best')}>
        {best !== undefined && (
          <Figure name="run-best" value={best}>
            {n.percent(best)}
          </Figure>
        )}
      </td>
      <td>
        <div className="run-actions">
          {canGoOn && (
            <Button
              look="quiet"
              isDisabled={!hasDataset}
              label={t('train.runs.resumeNamed', { name })}
              onPress={() => void resumeRun(run.id)}
            >
              {t('train.runs.resume')}
            </Button>
          )}
          <Button look="quiet" label={t('train.runs.settingsNamed', { name })} onPress={onSettings}>
            {t('train.settings')}
          </Button>
          <Button
            look="quiet"
            isDisabled={run.isHeld}
            label={t('train.runs.renameNamed', { name })}
            onPress={onRename}
          >
            {t('train.runs.rename')}
          </Button>
          <Button
            look="quiet"
            isDisabled={run.history.length === 0}
            label={t('train.runs.csvNamed', { name })}
            onPress={() => saveCsv(name, run.history)}
          >
            {t('train.runs.csv')}
          </Button>
          <Button
            look="quiet"
            isDisabled={run.isHeld}
            label={t('train.runs.removeNamed', { name })}
            onPress={onRemove}
          >
            {t('train.runs.remove')}
          </Button>
        </div>
      </td>
    </tr>
  );
}
