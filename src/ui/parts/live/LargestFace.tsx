import type { Answer, FaceReading } from '../../../live/recognize';
import type { ModelCard } from '../../../shared/model-card';
import type { LiveStatus } from '../../live-status';
import { useWords } from '../../words';
import { Figure, FigureList } from '../Figure';
import { LabelGlyph } from '../LabelName';
import { ProbabilityBars } from '../ProbabilityBars';
import { FaceNumber } from './FaceNumber';
import { SeenPicture } from './SeenPicture';

interface LargestFaceProps {
  readonly status: LiveStatus | undefined;
  readonly card: ModelCard;
}

/** What the largest face seems to show, to each model that looks. */
export function LargestFace({ status, card }: LargestFaceProps) {
  const words = useWords();
  const { t, n } = words;
  const face = status?.readings?.faces[0];
  const [answer, second] = face?.answers ?? [];
  const shown = status?.card ?? card;
  return (
    <>
      <h2 className="sr-only">{t('live.largest')}</h2>
      <Verdict
        answer={answer}
        card={shown}
        face={face?.number}
        none={status ? t('live.noFace') : t('live.largest')}
      />
      {status && !face && (
        <p className="note">
          {t(status.source === 'picture' ? 'live.noFacePictureHint' : 'live.noFaceHint')}
        </p>
      )}
      {face && <Doubts face={face} />}
      <ProbabilityBars labels={shown.labels} probabilities={answer?.probabilities} />
      {status?.secondCard && (
        <section className="second-model" aria-label={t('live.second')}>
          <p className="note">{words.modelName(status.secondCard)}</p>
          <Verdict answer={second} card={status.secondCard} none="–" isSecond />
          <ProbabilityBars labels={status.secondCard.labels} probabilities={second?.probabilities} />
        </section>
      )}
      {face && <SeenPicture pixels={face.seen} image={shown.input.image} />}
      {status?.isRunning && (
        <FigureList
          items={[
            {
              term: t('live.frame'),
              figure: (
                <Figure name="live-frame-ms" value={status.frameMs}>
                  {t('live.milliseconds', { number: n.fixed(status.frameMs, status.frameMs < 10 ? 1 : 0) })}
                </Figure>
              ),
            },
            {
              term: t('live.fps'),
              figure: (
                <Figure name="live-fps" value={status.framesPerSecond}>
                  {n.fixed(status.framesPerSecond, 0)}
                </Figure>
              ),
            },
          ]}
        />
      )}
    </>
  );
}

interface VerdictProps {
  readonly answer: Answer | undefined;
  readonly card: ModelCard;
  readonly none: string;
  readonly face?: number | undefined;
  readonly isSecond?: boolean;
}

function Verdict({ answer, card, none, face, isSecond = false }: VerdictProps) {
  const { looks } = useWords();
  const name = answer && card.labels[answer.label];
  if (!answer || name === undefined) return <p className="largest largest-none">{none}</p>;
  return (
    <p className={isSecond ? 'largest largest-second' : 'largest'}>
      {answer.isClear && <LabelGlyph label={name} />}
      <data value={name} data-figure={isSecond ? 'live-second-label' : 'live-label'}>
        {looks(name, answer.isClear)}
      </data>
      {face !== undefined && <FaceNumber number={face} />}
    </p>
  );
}

/** Why this face cannot be read well. */
function Doubts({ face }: { readonly face: FaceReading }) {
  const { t } = useWords();
  const [gravest] = face.doubts;
  return gravest === undefined ? null : (
    <p className="note doubt" data-doubt={gravest}>
      {t(`live.doubts.${gravest}`)}
    </p>
  );
}
