import { startFilm, stopFilm, tellCaptureFailed } from '../../actions/live-run';
import { canRecord, type Layers, snapshot } from '../../live-recording';
import { saveFile } from '../../save-file';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ErrorNotice } from '../ErrorNotice';

interface CaptureButtonsProps {
  /** What the viewer shows now; undefined before there is anything. */
  readonly layers: () => Layers | undefined;
  readonly isRunning: boolean;
}

/** Saves what the viewer shows: one picture, or a film. Nothing is kept otherwise. */
export function CaptureButtons({ layers, isRunning }: CaptureButtonsProps) {
  const { t } = useWords();
  const isFilming = useSession((state) => state.isFilming);
  const film = () => {
    const first = layers();
    if (first) startFilm(() => layers() ?? first);
  };
  const take = async () => {
    const now = layers();
    if (now) saveFile({ name: 'mien.png', blob: await snapshot(now) });
  };
  const failure = useSession((state) => state.captureFailure);
  return (
    <>
      <Button onPress={() => void take().catch(tellCaptureFailed)}>{t('live.capture.snapshot')}</Button>
      {isRunning && canRecord() && (
        <Button onPress={isFilming ? stopFilm : film}>
          {t(isFilming ? 'live.capture.stop' : 'live.capture.record')}
        </Button>
      )}
      {failure && <ErrorNotice failure={failure} />}
      {isFilming && <output className="note recording">{t('live.capture.recording')}</output>}
    </>
  );
}
