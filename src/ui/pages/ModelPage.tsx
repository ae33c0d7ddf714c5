import { choosePreset } from '../actions/model-actions';
import { describeNetworks } from '../actions/data-actions';
import { Button } from '../parts/Button';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Figure } from '../parts/Figure';
import { namedLayers } from '../parts/layer-names';
import { LayerTable } from '../parts/LayerTable';
import { NetworkSection } from '../parts/NetworkSection';
import { Notice } from '../parts/Notice';
import { PageHead } from '../parts/PageHead';
import { RecipeTiming } from '../parts/RecipeTiming';
import { ScrollFrame, Section } from '../parts/Section';
import { UploadModel } from '../parts/UploadModel';
import { datasetInUse, useSession } from '../session';
import type { PresetDescription } from '../../model/presets';
import { EXPRESSIONS } from '../../shared/labels';
import { useWords } from '../words';

export function ModelPage() {
  const { t, n } = useWords();
  const model = useSession((state) => state.model);
  const presets = useSession((state) => state.presets);
  const preset = useSession((state) => state.preset);
  const labels = useSession((state) => datasetInUse(state)?.labels) ?? EXPRESSIONS;
  const dropout = useSession(({ recipe }) => recipe?.dropout);
  const isWebGpu = useSession(({ backend }) => backend.status === 'ready' && backend.value.name === 'webgpu');
  const chosen = presets.find(({ name }) => name === preset);
  return (
    <>
      <PageHead
        title={t('stages.model')}
        lead={t('model.lead')}
        action={
          <a className="button button-primary" href="#/train">
            {t('model.toTrain', { name: t(`presets.${preset}`) })}
          </a>
        }
      />
      <div className="sections">
        <fieldset className="preset-cards">
          <legend className="sr-only">{t('model.choose')}</legend>
          {presets.map((description) => (
            <PresetCard
              key={description.name}
              description={description}
              isChosen={description.name === preset}
            />
          ))}
        </fieldset>
        <RecipeTiming />
        {isWebGpu && chosen && chosen.gpuBytes > 0 && (
          <Notice>
            <p className="strong">{t('model.memoryTitle')}</p>
            <p>{t('model.memory', { bytes: n.bytes(chosen.gpuBytes), batch: chosen.recipe.batchSize })}</p>
          </Notice>
        )}
        {model.status === 'failed' && (
          <ErrorNotice failure={model.failure}>
            <Button onPress={() => void describeNetworks()}>{t('app.retry')}</Button>
          </ErrorNotice>
        )}
        {(model.status === 'empty' || model.status === 'working') && <output>{t('model.loading')}</output>}
        {model.status === 'ready' && (
          <>
            <NetworkSection network={model.value} labels={labels} />
            <Section title={t('model.tableTitle')}>
              <ScrollFrame label={t('model.caption', { name: t(`presets.${preset}`) })}>
                <LayerTable network={namedLayers(model.value, t, dropout)} />
              </ScrollFrame>
            </Section>
          </>
        )}
        <UploadModel />
      </div>
    </>
  );
}

function PresetCard({
  description,
  isChosen,
}: {
  readonly description: PresetDescription;
  readonly isChosen: boolean;
}) {
  const { t, n } = useWords();
  const isTraining = useSession((state) => state.train.status === 'working');
  const { name, parameters, multiplyAccumulates } = description;
  return (
    <label className="preset-card">
      <input
        type="radio"
        name="preset"
        value={name}
        checked={isChosen}
        disabled={isTraining}
        onChange={() => void choosePreset(name)}
      />
      <span className="preset-name">{t(`presets.${name}`)}</span>
      <span className="preset-reason">{t(`model.reasons.${name}`)}</span>
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
      <span className="note">{t(`model.expect.${name}`)}</span>
      <TimeHere name={name} />
    </label>
  );
}

/** How long its recipe takes here, once somebody has measured it. */
function TimeHere({ name }: { readonly name: PresetDescription['name'] }) {
  const { t, n } = useWords();
  const measured = useSession(({ trials }) => trials[name]);
  if (!measured) return <span className="note">{t('recipe.time.none')}</span>;
  const { seconds, epochs } = measured;
  return (
    <span className="note">
      <Figure name={`time-${name}`} value={seconds}>
        {t('recipe.time.measured', { epochs: n.count(epochs), time: n.duration(seconds) })}
      </Figure>
    </span>
  );
}
