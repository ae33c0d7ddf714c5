import { choosePreset, choosePresetWith } from '../../actions/model-actions';
import { trialKey } from '../../actions/trial-actions';
import { choiceOf, type PresetChoice, presetChoices } from '../../preset-choices';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Figure } from '../Figure';

/** The networks to choose from; one that several authors trained has a card for each. */
export function PresetCards() {
  const { t } = useWords();
  const presets = useSession((state) => state.presets);
  const preset = useSession((state) => state.preset);
  const recipe = useSession((state) => state.recipe);
  const choices = presetChoices(presets);
  const chosen = choiceOf(choices, preset, recipe);
  return (
    <fieldset className="preset-cards">
      <legend className="sr-only">{t('model.choose')}</legend>
      {choices.map((choice) => (
        <PresetCard key={choice.id} choice={choice} isChosen={choice.id === chosen?.id} />
      ))}
    </fieldset>
  );
}

function choose({ id, recipe, description: { name } }: PresetChoice): void {
  void (id === name ? choosePreset(name) : choosePresetWith(name, recipe));
}

function PresetCard({ choice, isChosen }: { readonly choice: PresetChoice; readonly isChosen: boolean }) {
  const { t, n } = useWords();
  const isTraining = useSession((state) => state.train.status === 'working');
  const { id, description } = choice;
  const { parameters, multiplyAccumulates } = description;
  return (
    <label className="preset-card">
      <input
        type="radio"
        name="preset"
        value={id}
        checked={isChosen}
        disabled={isTraining}
        onChange={() => choose(choice)}
      />
      <span className="preset-name">{t(id === 'seed-b' ? 'model.seedB' : `presets.${id}`)}</span>
      <span className="preset-reason">{t(`model.reasons.${id}`)}</span>
      <span className="preset-figures">
        <span>
          <Figure value={parameters}>{n.short(parameters)}</Figure>
          <small>{t('model.parameters')}</small>
        </span>
        <span>
          <Figure value={multiplyAccumulates}>{n.short(multiplyAccumulates)}</Figure>
          <small>{t('model.operations')}</small>
        </span>
      </span>
      <span className="note">{t(`model.expect.${id}`)}</span>
      <TimeHere choice={choice} />
    </label>
  );
}

/** How long its recipe takes here, once somebody has measured it: with these settings, on these pictures. */
function TimeHere({ choice }: { readonly choice: PresetChoice }) {
  const { t, n } = useWords();
  const measured = useSession((state) => state.trials[trialKey(state, choice)]);
  if (!measured) return <span className="note">{t('recipe.time.none')}</span>;
  const { seconds, epochs } = measured;
  return (
    <span className="note">
      <Figure name={`time-${choice.id}`} value={seconds}>
        {t('recipe.time.measured', { epochs: n.count(epochs), time: n.duration(seconds) })}
      </Figure>
    </span>
  );
}
