import { useMemo } from 'react';
import type { ImageSpec } from '../../../shared/dataset';
import { bestMoments, type Timeline } from '../../timeline';
import { useWords } from '../../words';
import { Button } from '../Button';
import { FaceNumber } from './FaceNumber';
import { SeenPicture } from './SeenPicture';

const SMILES = new Set(['happy', 'smile']);
const MOST = 5;

interface BestMomentsProps {
  readonly timeline: Timeline;
  readonly image: ImageSpec;
  readonly onJump: ((timeMs: number) => void) | undefined;
}

/** The moments that looked happiest, as the model saw them. */
export function BestMoments({ timeline, image, onJump }: BestMomentsProps) {
  const { t, n } = useWords();
  const smile = timeline.labels.findIndex((label) => SMILES.has(label));
  const picks = useMemo(() => (smile < 0 ? [] : bestMoments(timeline, smile, MOST)), [timeline, smile]);
  if (picks.length === 0) return null;
  return (
    <>
      <h3>{t('live.timeline.best')}</h3>
      <ol className="best-moments">
        {picks.map(({ timeMs, face, probabilities, seen }) => (
          <li key={timeMs}>
            <SeenPicture pixels={seen} image={image} hasCaption={false} />
            <span className="face-name">
              <FaceNumber number={face} /> {n.wholePercent(probabilities[smile] ?? 0)}
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
          </li>
        ))}
      </ol>
    </>
  );
}
