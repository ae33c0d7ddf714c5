import { useMemo } from 'react';
import type { DatasetManifest } from '../../../shared/dataset';
import { type Diagnosis, type Finding, FINDINGS } from '../../../shared/diagnosis';
import { excludedAfter, type ExclusionReason } from '../../../shared/exclusions';
import { cancelDoctor, exclude, startDoctor } from '../../actions/review-actions';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { Figure } from '../Figure';
import { ProgressBar } from '../ProgressBar';
import { ScrollFrame, Section } from '../Section';
import { leftToExclude, picturesOf } from './filter-faces';

type Listed = Finding | 'copy-of-training';
const LISTED: readonly Listed[] = ['copy-of-training', ...FINDINGS];

interface DoctorPanelProps {
  readonly dataset: DatasetManifest;
  readonly onShow: (finding: Listed) => void;
}

/** What is wrong with the dataset, finding by finding, and what can be done about it. */
export function DoctorPanel({ dataset, onShow }: DoctorPanelProps) {
  const { t } = useWords();
  const diagnosis = useSession((state) => state.diagnosis);
  const isWorking = useSession((state) => state.doctor.status === 'working');
  return (
    <Section
      title={t('explore.doctor.title')}
      note={t('explore.doctor.note')}
      aside={
        isWorking ? (
          <Button onPress={cancelDoctor}>{t('app.cancel')}</Button>
        ) : (
          <Button onPress={() => void startDoctor(dataset.id, 'diagnose')}>
            {diagnosis ? t('explore.doctor.again') : t('explore.doctor.start')}
          </Button>
        )
      }
    >
      {isWorking && <DoctorProgress />}
      {diagnosis && !isWorking && <Findings dataset={dataset} diagnosis={diagnosis} onShow={onShow} />}
    </Section>
  );
}

function DoctorProgress() {
  const { t, n } = useWords();
  const progress = useSession((state) =>
    state.doctor.status === 'working' ? state.doctor.progress : undefined,
  );
  const title = t(`explore.doctor.phase.${progress?.phase ?? 'reading'}`);
  return (
    <div className="working">
      <output className="working-title">{title}</output>
      <ProgressBar label={title} share={progress && progress.done / Math.max(1, progress.images)} />
      {progress && (
        <p className="note">
          {t('data.progress.ofImages', { done: n.count(progress.done), total: n.count(progress.images) })}
        </p>
      )}
    </div>
  );
}

function Findings({ dataset, diagnosis, onShow }: DoctorPanelProps & { readonly diagnosis: Diagnosis }) {
  const { t, n } = useWords();
  const looked = diagnosis.found['no-face'];
  return (
    <>
      <ScrollFrame label={t('explore.doctor.caption')}>
        <table className="numbers finding-table">
          <caption className="sr-only">{t('explore.doctor.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('explore.doctor.finding')}</th>
              <th scope="col">{t('explore.doctor.faces')}</th>
              <th scope="col">{t('explore.doctor.toDo')}</th>
            </tr>
          </thead>
          <tbody>
            {LISTED.filter((finding) => finding !== 'no-face' || looked).map((finding) => (
              <FindingRow
                key={finding}
                finding={finding}
                dataset={dataset}
                diagnosis={diagnosis}
                onShow={onShow}
              />
            ))}
          </tbody>
        </table>
      </ScrollFrame>
      <p className="note">
        <Figure name="doctor-seconds" value={diagnosis.seconds}>
          {t('explore.doctor.took', { duration: n.duration(diagnosis.seconds) })}
        </Figure>
      </p>
      {looked ? (
        <p className="note">
          <Figure name="look-seconds" value={looked.seconds}>
            {t('explore.doctor.look.took', { duration: n.duration(looked.seconds) })}
          </Figure>
        </p>
      ) : (
        <div className="row">
          <Button onPress={() => void startDoctor(dataset.id, 'lookForFaces')}>
            {t('explore.doctor.look.start')}
          </Button>
          <p className="note">{t('explore.doctor.look.note')}</p>
        </div>
      )}
      {dataset.isDrawn && <p className="note">{t('explore.doctor.drawn')}</p>}
    </>
  );
}

interface FindingRowProps extends DoctorPanelProps {
  readonly finding: Listed;
  readonly diagnosis: Diagnosis;
}

function FindingRow({ finding, dataset, diagnosis, onShow }: FindingRowProps) {
  const { t, n } = useWords();
  const exclusions = useSession((state) => state.exclusions);
  const index = useSession((state) => state.faceIndex);
  const pictures = picturesOf(diagnosis, finding);
  const left = useMemo(
    () => index && leftToExclude(diagnosis, finding, index, excludedAfter(exclusions?.steps ?? [])),
    [diagnosis, finding, index, exclusions],
  );
  const name = t(`explore.findings.${finding}.name`);
  const why: ExclusionReason = finding;
  const action = t(finding === 'copy-of-training' ? 'explore.doctor.clean' : 'explore.doctor.exclude', {
    number: n.count(left?.length ?? 0),
  });
  return (
    <tr data-finding={finding}>
      <th scope="row">
        {name}
        <small>{t(`explore.findings.${finding}.text`)}</small>
      </th>
      <td>
        <Figure name="finding" label={finding} value={pictures.length}>
          {n.count(pictures.length)}
        </Figure>
      </td>
      <td>
        {pictures.length > 0 && (
          <div className="row">
            <Button
              look="quiet"
              label={t('explore.doctor.actionLabel', { action: t('explore.doctor.show'), name })}
              onPress={() => {
                onShow(finding);
                document.querySelector('.explore')?.scrollIntoView({ block: 'start' });
              }}
            >
              {t('explore.doctor.show')}
            </Button>
            {left && left.length > 0 && (
              <Button
                label={t('explore.doctor.actionLabel', { action, name })}
                onPress={() => void exclude(dataset.id, [{ why, indices: left }])}
              >
                {action}
              </Button>
            )}
            {left?.length === 0 && <span className="note">{t('explore.doctor.done')}</span>}
          </div>
        )}
      </td>
    </tr>
  );
}
