import { dismissUpload, upload } from '../actions/model-actions';
import { useSession } from '../session';
import { useWords, type Words } from '../words';
import { Button, FileButton } from './Button';
import { ErrorNotice } from './ErrorNotice';
import { Figure, FigureList } from './Figure';
import { ProgressBar } from './ProgressBar';
import { Section } from './Section';

const TINY = 1e-6;

/** A difference of probabilities in plain digits; below a millionth only that it is. */
function writeDifference(difference: number, { t, n }: Words): string {
  if (difference === 0) return '0';
  return difference < TINY
    ? t('model.differenceUnder', { number: n.precise(TINY, 1) })
    : n.precise(difference, 2);
}

/** Brings a model from files, and shows how far its answers here are from those on its card. */
export function UploadModel() {
  const words = useWords();
  const { t, modelName } = words;
  const stage = useSession((state) => state.upload);
  const isTraining = useSession((state) => state.train.status === 'working');
  return (
    <Section title={t('model.uploadTitle')} note={t('model.uploadText')} className="upload">
      {stage.status === 'failed' && (
        <ErrorNotice failure={stage.failure}>
          <Button onPress={dismissUpload}>{t('app.dismiss')}</Button>
        </ErrorNotice>
      )}
      {stage.status === 'working' && (
        <div>
          <output>{t('model.uploading')}</output>
          <ProgressBar label={t('model.uploading')} share={undefined} />
        </div>
      )}
      {stage.status === 'ready' && (
        <div className="proof">
          <output className="strong">{t('model.uploadDone', { name: modelName(stage.value.card) })}</output>
          <FigureList
            items={[
              {
                term: t('model.difference'),
                figure: (
                  <Figure name="weights-difference" value={stage.value.largestProbabilityDifference}>
                    {writeDifference(stage.value.largestProbabilityDifference, words)}
                  </Figure>
                ),
                note: t('model.differenceGood'),
              },
            ]}
          />
          {stage.value.card.trained.isDrawn && <p className="note">{t('drawn.model')}</p>}
        </div>
      )}
      <div>
        <FileButton
          purpose="model"
          accept=".json,.bin,.zip"
          allowsSeveral
          isDisabled={stage.status === 'working' || isTraining}
          onFiles={(files) => void upload(files)}
        >
          {t('model.uploadAction')}
        </FileButton>
        {isTraining && <p className="note">{t('evaluate.busyTraining')}</p>}
      </div>
    </Section>
  );
}
