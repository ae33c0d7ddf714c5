import { knowsPrior } from '../../../shared/live-prior';
import { chooseCamera, chooseLiveModel, setLiveOptions } from '../../actions/live-actions';
import type { LiveOptions } from '../../live-options';
import { cardInUse, modelChoices } from '../../model-names';
import { modelInUse, useSession } from '../../session';
import { useWords } from '../../words';
import { Choice } from '../Choice';
import { ModelChoice } from '../ModelChoice';
import { Section } from '../Section';
import { Toggle } from '../Toggle';
import { NeutralCalibration } from './NeutralCalibration';

interface LiveControlsProps {
  /** Opens the camera anew, for another choice. */
  readonly onRestart: () => void;
}

/** How the camera is looked at. */
export function LiveControls({ onRestart }: LiveControlsProps) {
  const { t } = useWords();
  const options = useSession((state) => state.liveOptions);
  const weights = useSession((state) => state.weights);
  const model = useSession(modelInUse);
  const canCorrect = model !== undefined && knowsPrior(cardInUse(model, weights));
  const toggle = (name: 'isMirrored' | 'isRaw' | 'usesLivePrior' | 'showsMask' | 'stopsWhenHidden') => ({
    label: t(`live.options.${name}`),
    isOn: options[name],
    onChange: (isOn: boolean) => void setLiveOptions({ [name]: isOn }),
  });
  return (
    <Section title={t('live.options.title')}>
      <div className="live-options">
        <CameraChoices onRestart={onRestart} />
        <ModelChoice onChange={(id) => chooseLiveModel(id, onRestart)} />
        <SecondModel />
        <Toggle {...toggle('isMirrored')} />
        <Toggle {...toggle('showsMask')} />
        <Toggle {...toggle('isRaw')} note={t('live.options.isRawNote')} />
        <Toggle
          {...toggle('usesLivePrior')}
          isDisabled={!canCorrect}
          note={t(canCorrect ? 'live.options.usesLivePriorNote' : 'live.options.noLivePrior')}
        />
        <Toggle {...toggle('stopsWhenHidden')} />
      </div>
      <NeutralCalibration />
    </Section>
  );
}

const SIDES = ['front', 'rear'] as const;

/** Front and rear, and every camera by name once the browser tells the names. */
function CameraChoices({ onRestart }: LiveControlsProps) {
  const { t, n } = useWords();
  const cameras = useSession((state) => state.cameras);
  const { camera } = useSession((state) => state.liveOptions);
  const choose = (value: string) => chooseCamera(cameraNamed(value), onRestart);
  const isGone = camera.kind === 'device' && !cameras.some(({ id }) => id === camera.id);
  return (
    <Choice
      label={t('live.options.camera')}
      value={camera.kind === 'device' ? camera.id : camera.kind}
      options={[
        ...SIDES.map((side) => ({ value: side, text: t(`live.options.${side}`) })),
        ...cameras.map(({ id, name }, index) => ({
          value: id,
          text: name || t('live.options.unnamed', { number: n.count(index + 1) }),
        })),
        ...(isGone ? [{ value: camera.id, text: t('live.options.gone') }] : []),
      ]}
      onChange={choose}
    />
  );
}

function cameraNamed(value: string): LiveOptions['camera'] {
  return value === 'front' || value === 'rear' ? { kind: value } : { kind: 'device', id: value };
}

/** Another stored model that looks at the same faces. */
function SecondModel() {
  const words = useWords();
  const models = useSession((state) => state.models);
  const first = useSession(modelInUse);
  const { secondModelId } = useSession((state) => state.liveOptions);
  const others = models.filter(({ id }) => id !== first?.id);
  if (others.length === 0) return null;
  const texts = modelChoices(others, words);
  return (
    <Choice
      label={words.t('live.second')}
      value={others.find(({ id }) => id === secondModelId)?.id ?? ''}
      options={[
        { value: '', text: words.t('live.options.noSecond') },
        ...others.map(({ id }, index) => ({ value: id, text: texts[index] ?? id })),
      ]}
      onChange={(id) => void setLiveOptions({ secondModelId: id === '' ? undefined : id })}
    />
  );
}
