import { useState } from 'react';
import { type DownloadName, download } from '../actions/model-actions';
import { useSession } from '../session';
import { useWords } from '../words';
import { Button } from './Button';
import { ErrorNotice } from './ErrorNotice';
import { Section } from './Section';
import { Toggle } from './Toggle';

const FILES: readonly DownloadName[] = ['model.json', 'weights.bin', 'card.json'];

/** The chosen model's files, one by one or in a zip. */
export function Downloads() {
  const { t } = useWords();
  const stage = useSession((state) => state.download);
  const isWorking = stage.status === 'working';
  const [isHalf, setHalf] = useState(false);
  const precision = isHalf ? 'float16' : 'float32';
  return (
    <Section title={t('evaluate.download.title')} note={t('evaluate.download.text')}>
      {stage.status === 'failed' && <ErrorNotice failure={stage.failure} />}
      <div className="row">
        {FILES.map((name) => (
          <Button
            key={name}
            isDisabled={isWorking}
            label={t('evaluate.download.save', { name })}
            onPress={() => void download(name, precision)}
          >
            {name}
          </Button>
        ))}
        <Button isDisabled={isWorking} onPress={() => void download('zip', precision)}>
          {t('evaluate.download.zip')}
        </Button>
      </div>
      <Toggle
        label={t('evaluate.download.half')}
        note={t('evaluate.download.halfNote')}
        isOn={isHalf}
        onChange={setHalf}
      />
      <output className="note">
        {stage.status === 'ready' && t('evaluate.download.done', { name: stage.value })}
      </output>
    </Section>
  );
}
