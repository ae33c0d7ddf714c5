import type { ImageSpec } from '../../../shared/dataset';
import type { Pick } from '../../best-moments';
import { tellCaptureFailed } from '../../actions/live-run';
import { saveFile } from '../../save-file';
import { pictureFile } from '../../seen-file';
import { useWords } from '../../words';
import { Button } from '../Button';
import { FaceNumber } from './FaceNumber';
import { SeenPicture } from './SeenPicture';

interface BestMomentsProps {
  readonly picks: readonly Pick[];
  readonly image: ImageSpec;
  readonly onJump: ((timeMs: number) => void) | undefined;
}

/** The moments that looked happiest, as the model saw them. */
export function BestMoments({ picks, image, onJump }: BestMomentsProps) {
  const { t, n } = useWords();
  const save = async (seen: Uint8Array, timeMs: number) =>
    saveFile({ name: `smile-${(timeMs / 1000).toFixed(1)}.png`, blob: await pictureFile(seen, image) });
  if (picks.length === 0) return null;
  return (
    <>
      <h3>{t('live.timeline.best')}</h3>
      <ol className="best-moments">
        {picks.map(({ timeMs, face, probability, seen }) => (
          <li key={timeMs}>
            <SeenPicture pixels={seen} image={image} hasCaption={false} />
            <span className="face-name">
              <FaceNumber number={face} /> {n.wholePercent(probability)}
            </span>
            {onJump ? (
              <Button look="quiet" onPress={() => onJump(timeMs)}>
                {t('live.timeline.seconds', { number: n.fixed(timeMs / 1000, 1) })}
              </Button>
            ) : (
              <span className="note">
                {t('live.timeline.seconds', { number: n.fixed(timeMs / 1000, 1) })}
              </span>
            )}
            <Button
              look="quiet"
              label={t('live.timeline.savePick', { number: n.fixed(timeMs / 1000, 1) })}
              onPress={() => void save(seen, timeMs).catch(tellCaptureFailed)}
            >
              PNG
            </Button>
          </li>
        ))}
      </ol>
    </>
  );
}
