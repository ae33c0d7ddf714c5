import { describeNetworks } from '../actions/data-actions';
import { Button } from '../parts/Button';
import { ErrorNotice } from '../parts/ErrorNotice';
import { namedLayers } from '../parts/layer-names';
import { LayerTable } from '../parts/LayerTable';
import { BoxModels } from '../parts/model/BoxModels';
import { PresetCards } from '../parts/model/PresetCards';
import { NetworkSection } from '../parts/NetworkSection';
import { Notice } from '../parts/Notice';
import { PageHead } from '../parts/PageHead';
import { RecipeTiming } from '../parts/RecipeTiming';
import { ScrollFrame, Section } from '../parts/Section';
import { UploadModel } from '../parts/UploadModel';
import { datasetInUse, useSession } from '../session';
import { useWords } from '../words';

export function ModelPage() {
  const { t, n } = useWords();
  const model = useSession((state) => state.model);
  const presets = useSession((state) => state.presets);
  const preset = useSession((state) => state.preset);
  const hasDataset = useSession((state) => datasetInUse(state) !== undefined);
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
        <PresetCards />
        {!hasDataset && <p className="note">{t('model.madeFor')}</p>}
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
            <NetworkSection network={model.value} />
            <Section title={t('model.tableTitle')}>
              <ScrollFrame label={t('model.caption', { name: t(`presets.${preset}`) })}>
                <LayerTable network={namedLayers(model.value, t, dropout)} />
              </ScrollFrame>
            </Section>
          </>
        )}
        <BoxModels />
        <UploadModel />
      </div>
    </>
  );
}
