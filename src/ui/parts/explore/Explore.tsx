import { useCallback, useEffect, useMemo, useState } from 'react';
import type { FaceIndex } from '../../../data/face-index';
import { type DatasetManifest, SPLITS } from '../../../shared/dataset';
import { excludedAfter } from '../../../shared/exclusions';
import { dismissReviewFailure, readFaceIndex, readFacePage } from '../../actions/review-actions';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ErrorNotice } from '../ErrorNotice';
import { Section } from '../Section';
import { ClassChart } from './ClassChart';
import { DoctorPanel } from './DoctorPanel';
import { ExclusionBar } from './ExclusionBar';
import { FaceDialog } from './FaceDialog';
import { FaceGrid } from './FaceGrid';
import { type FaceFilter, filterFaces } from './filter-faces';
import { FilterBar } from './FilterBar';

/** Every face of the dataset in use, what is wrong with some, and which are left out. To be keyed by the dataset. */
export function Explore({ dataset }: { readonly dataset: DatasetManifest }) {
  const { t } = useWords();
  const doctor = useSession((state) => state.doctor);
  const index = useSession((state) => state.faceIndex);
  const [filter, setFilter] = useState<FaceFilter>({});
  useEffect(() => {
    void readFaceIndex(dataset.id);
  }, [dataset.id]);
  return (
    <>
      <Section title={t('explore.balance.title')} note={t('explore.balance.note')}>
        <ClassChart dataset={dataset} />
      </Section>
      <DoctorPanel dataset={dataset} onShow={(finding) => setFilter({ finding })} />
      {doctor.status === 'failed' && (
        <ErrorNotice failure={doctor.failure}>
          <Button onPress={dismissReviewFailure}>{t('app.dismiss')}</Button>
        </ErrorNotice>
      )}
      <Section title={t('explore.title')} note={t('explore.note')} className="explore">
        {index ? (
          <Faces dataset={dataset} index={index} filter={filter} onFilter={setFilter} />
        ) : (
          <p className="note">{t('explore.loading')}</p>
        )}
        <ExclusionBar dataset={dataset} />
      </Section>
    </>
  );
}

interface FacesProps {
  readonly dataset: DatasetManifest;
  readonly index: FaceIndex;
  readonly filter: FaceFilter;
  readonly onFilter: (filter: FaceFilter) => void;
}

function Faces({ dataset, index, filter, onFilter }: FacesProps) {
  const { t, n } = useWords();
  const diagnosis = useSession((state) => state.diagnosis);
  const exclusions = useSession((state) => state.exclusions);
  const excluded = useMemo(() => excludedAfter(exclusions?.steps ?? []), [exclusions]);
  // A filter that does not ask about exclusions shows the same faces before and after one: the grid stays where it is.
  const asked = filter.isExcluded === undefined ? NOTHING : excluded;
  const faces = useMemo(
    () => filterFaces(index, filter, diagnosis, asked),
    [index, filter, diagnosis, asked],
  );
  const read = useCallback((indices: Uint32Array) => readFacePage(dataset.id, indices), [dataset.id]);
  const isExcluded = useCallback((face: number) => excluded.has(face), [excluded]);
  const nameOf = useFaceName(dataset, index, excluded);
  const [open, setOpen] = useState<number>();
  return (
    <>
      <FilterBar dataset={dataset} filter={filter} diagnosis={diagnosis} onFilter={onFilter} />
      <output className="note">
        <data value={faces.length} data-figure="explore-faces">
          {t('explore.shown', { shown: n.count(faces.length), all: n.count(dataset.images) })}
        </data>
      </output>
      {faces.length > 0 && (
        <FaceGrid
          key={JSON.stringify(filter)} // another list begins at its start
          faces={faces}
          image={dataset.image}
          label={t('explore.grid')}
          read={read}
          nameOf={nameOf}
          isExcluded={isExcluded}
          onOpen={setOpen}
        />
      )}
      <FaceDialog
        dataset={dataset}
        index={index}
        faces={faces}
        open={open}
        nameOf={nameOf}
        read={read}
        excluded={excluded}
        onOpen={setOpen}
      />
    </>
  );
}

const NOTHING: ReadonlySet<number> = new Set();

/** "row 123, happy, training", with "excluded" where it is. */
function useFaceName(
  dataset: DatasetManifest,
  { labels, splits, origins }: FaceIndex,
  excluded: { has(index: number): boolean },
): (index: number) => string {
  const { t, label } = useWords();
  return useCallback(
    (index) => {
      const origin = origins[index] ?? '';
      const parts = [
        typeof origin === 'number' ? t('data.rejections.row', { row: origin }) : origin,
        label(dataset.labels[labels[index] ?? 0] ?? ''),
        t(`splits.${SPLITS[splits[index] ?? 0] ?? 'train'}`),
      ];
      return [...parts, ...(excluded.has(index) ? [t('explore.excluded')] : [])].join(
        t('explore.face.comma'),
      );
    },
    [dataset, labels, splits, origins, excluded, t, label],
  );
}
