import { type DownloadName, download } from '../actions/model-actions';
import { useSession } from '../session';
import { useWords } from '../words';
import { Button } from './Button';
import { ErrorNotice } from './ErrorNotice';
import { Section } from './Section';

const FILES: readonly DownloadName[] = ['model.json', 'weights.bin', 'card.json'];

/** The chosen model's files, one by one or in a zip. */
export function Downloads() {
  const { t } = useWords();
  const stage = useSession((state) => state.download);
  const isWorking = stage.status === 'working';
  return (
    <Section title={t('evaluate.download.title')} note={t('evaluate.download.text')}>
      {stage.status === 'failed' && <ErrorNotice failure={stage.failure} />}
      <div className="row">
        {FILES.map((name) => (
          <Button
            key={name}
            isDisabled={isWorking}
            label={t('evaluate.download.save', { name })}
            onPress={() => void download(name)}
          >
            {name}
          </Button>
        ))}
        <Button isDisabled={isWorking} onPress={() => void download('zip')}>
          {t('evaluate.download.zip')}
        </Button>
      </div>
      <output className="note">
        {stage.status === 'ready' && t('evaluate.download.done', { name: stage.value })}
      </output>
    </Section>
  );
}
