import type { Answer, FaceReading } from '../../../live/recognize';
import type { LiveStatus } from '../../live-status';
import { wholePercents } from '../../numbers';
import { useWords, type Words } from '../../words';
import { PoliteStatus } from '../PoliteStatus';
import { ProbabilityBars } from '../ProbabilityBars';
import { Section } from '../Section';
import { FaceNumber } from './FaceNumber';

/**
 * Every face as text: what the boxes say, for those who do not see them. The bars beside the viewer are the largest face's;
 * in a picture, which stands still, the other faces have theirs here.
 */
export function FaceList({ status }: { readonly status: LiveStatus }) {
  const words = useWords();
  const { t } = words;
  const faces = status.readings?.faces ?? [];
  const { labels } = status.card;
  const showsBars = status.source === 'picture' && faces.length > 1;
  return (
    <Section title={t('live.faces')}>
      <ol className={showsBars ? 'face-list face-list-bars' : 'face-list'}>
        {faces.map((face) => (
          <li key={face.number}>
            <FaceNumber number={face.number} />
            <span>
              {faceSentence(face, labels, words)}
              {status.secondCard && (
                <span className="note"> · {secondSentence(face, status.secondCard.labels, words)}</span>
              )}
              {face.doubts[0] !== undefined && (
                <span className="note face-doubt"> {t(`live.doubts.${face.doubts[0]}`)}</span>
              )}
            </span>
            {showsBars && <ProbabilityBars labels={labels} probabilities={face.answers[0]?.probabilities} />}
          </li>
        ))}
      </ol>
      {faces.length === 0 && <p className="note">{t('live.noFaces')}</p>}
      <PoliteStatus everyMs={2000} text={spokenFaces(faces, labels, words)} />
    </Section>
  );
}

function faceSentence(face: FaceReading, labels: readonly string[], { t, n, looks }: Words): string {
  const [answer] = face.answers;
  const said = { number: n.count(face.number), looks: looksOf(face.answers[0], labels, looks) };
  if (!answer?.isClear) return t('live.faceUnclear', said);
  const percent = n.wholePercent((wholePercents(answer.probabilities)[answer.label] ?? 0) / 100);
  return t('live.face', { ...said, percent });
}

function secondSentence({ answers }: FaceReading, labels: readonly string[], { t, looks }: Words): string {
  return t('live.faceSecond', { looks: looksOf(answers[1], labels, looks) });
}

/** Without the percentages: they change with every frame, the expression does not. */
function spokenFaces(faces: readonly FaceReading[], labels: readonly string[], { t, looks }: Words): string {
  if (faces.length === 0) return t('live.announceNone');
  return faces.map(({ answers }) => looksOf(answers[0], labels, looks)).join('. ');
}

function looksOf(answer: Answer | undefined, labels: readonly string[], looks: Words['looks']): string {
  return looks(labels[answer?.label ?? -1] ?? '', answer?.isClear ?? false);
}
