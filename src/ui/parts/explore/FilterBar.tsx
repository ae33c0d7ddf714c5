import { type DatasetManifest, SPLITS, countOf } from '../../../shared/dataset';
import { type Diagnosis, FINDINGS } from '../../../shared/diagnosis';
import { useWords } from '../../words';
import { Choice } from '../Choice';
import type { FaceFilter } from './filter-faces';

interface FilterBarProps {
  readonly dataset: DatasetManifest;
  readonly filter: FaceFilter;
  readonly diagnosis: Diagnosis | undefined;
  readonly onFilter: (filter: FaceFilter) => void;
}

const ANY = '';

export function FilterBar({ dataset, filter, diagnosis, onFilter }: FilterBarProps) {
  const { t, label } = useWords();
  const any = { value: ANY, text: t('explore.filter.any') };
  const findings = (['copy-of-training', ...FINDINGS] as const).filter(
    (finding) => finding !== 'no-face' || diagnosis?.found['no-face'],
  );
  return (
    <div className="filters">
      <Choice
        label={t('explore.filter.label')}
        value={String(filter.label ?? ANY)}
        options={[any, ...dataset.labels.map((name, at) => ({ value: String(at), text: label(name) }))]}
        onChange={(value) => onFilter({ ...filter, label: value === ANY ? undefined : Number(value) })}
      />
      <Choice
        label={t('explore.filter.split')}
        value={String(filter.split ?? ANY)}
        options={[
          any,
          ...SPLITS.map((split, at) => ({ split, value: String(at), text: t(`splits.${split}`) })).filter(
            ({ split }) => countOf(dataset, split) > 0,
          ),
        ]}
        onChange={(value) => onFilter({ ...filter, split: value === ANY ? undefined : Number(value) })}
      />
      <Choice
        label={t('explore.filter.finding')}
        value={filter.finding ?? ANY}
        isDisabled={!diagnosis}
        options={[
          any,
          ...findings.map((finding) => ({ value: finding, text: t(`explore.findings.${finding}.name`) })),
        ]}
        onChange={(value) => onFilter({ ...filter, finding: findings.find((known) => known === value) })}
      />
      <Choice
        label={t('explore.filter.excluded')}
        value={filter.isExcluded === undefined ? ANY : String(filter.isExcluded)}
        options={[
          any,
          { value: 'false', text: t('explore.filter.kept') },
          { value: 'true', text: t('explore.filter.left') },
        ]}
        onChange={(value) =>
          onFilter({ ...filter, isExcluded: value === ANY ? undefined : value === 'true' })
        }
      />
    </div>
  );
}
