import type { DatasetManifest, ImageSpec } from '../../../shared/dataset';
import { labelMapping } from '../../../shared/labels';
import type { ModelSummary } from '../../../storage/model-store';
import { chooseStart, freezeTrunk } from '../../actions/model-actions';
import { cardInUse, modelChoices } from '../../model-names';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Choice } from '../Choice';
import { Toggle } from '../Toggle';

interface StartFieldsProps {
  readonly dataset: DatasetManifest;
  readonly isDisabled: boolean;
}

/** Fresh weights or those of a stored model, and what is to become of them. */
export function StartFields({ dataset, isDisabled }: StartFieldsProps) {
  const words = useWords();
  const { t, n } = words;
  const models = useSession((state) => state.models);
  const start = useSession((state) => state.start);
  const fitting = models.filter(({ cards }) => isSame(cards.last.input.image, dataset.image));
  const unfit = models.length - fitting.length;
  const chosen = fitting.find(({ id }) => id === start?.modelId);
  if (models.length === 0) return null;
  const choices = modelChoices(fitting, words);
  const at = chosen ? fitting.indexOf(chosen) : -1;
  return (
    <div className="start-fields">
      <Choice
        label={t('tune.start')}
        value={chosen?.id ?? ''}
        options={[
          { value: '', text: t('tune.fresh') },
          ...fitting.map(({ id }, place) => ({ value: id, text: choices[place] ?? id })),
        ]}
        isDisabled={isDisabled}
        onChange={(id) => void chooseStart(id === '' ? undefined : id)}
      />
      {unfit > 0 && <p className="note">{t('tune.unfit', { count: unfit, number: n.count(unfit) })}</p>}
      {chosen && start && (
        <>
          {/* Whole: the field is often too narrow for it. */}
          <p className="note">{choices[at]}</p>
          <WhatIsKept model={chosen} labels={dataset.labels} />
          <Toggle
            label={t('tune.frozen')}
            note={t('tune.frozenNote')}
            isOn={start.freezesTrunk}
            isDisabled={isDisabled}
            onChange={freezeTrunk}
          />
        </>
      )}
    </div>
  );
}

/** Said before anything is trained: whether the last layer is made anew. */
function WhatIsKept({ model, labels }: { readonly model: ModelSummary; readonly labels: readonly string[] }) {
  const { t, n, label, sentences } = useWords();
  const known = cardInUse(model, 'last').labels;
  const named = (list: readonly string[]) => n.list(list.map(label));
  const what = labelMapping(labels, known)
    ? t('tune.sameLabels')
    : t('tune.newHead', { known: named(known), wanted: named(labels) });
  return <output className="note">{sentences(what, t('tune.gentle'))}</output>;
}

function isSame(one: ImageSpec, other: ImageSpec): boolean {
  return one.width === other.width && one.height === other.height && one.channels === other.channels;
}
