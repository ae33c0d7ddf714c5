import { useSession } from '../session';
import { useWords } from '../words';
import { Figure } from './Figure';
import { STAGE_NAMES, StageIcon, type StageName } from './icons';
import { type RailStatus, railStatus } from './rail-status';

/** The six stages in order, each with its state and one figure. On phones a bar at the bottom. */
export function Rail({ current }: { readonly current: StageName }) {
  const { t } = useWords();
  return (
    <nav className="rail" aria-label={t('app.stages')}>
      <ol>
        {STAGE_NAMES.map((name) => (
          <RailItem key={name} name={name} isCurrent={name === current} />
        ))}
      </ol>
    </nav>
  );
}

function RailItem({ name, isCurrent }: { readonly name: StageName; readonly isCurrent: boolean }) {
  const words = useWords();
  const state = useSession((whole) => whole);
  const status = railStatus(name, state, words);
  return (
    <li>
      <a
        href={`#/${name}`}
        className={`stage stage-${status.look}`}
        aria-current={isCurrent ? 'page' : undefined}
      >
        <StageDisc name={name} status={status} />
        <span className="stage-words">
          <span className="stage-name">{words.t(`stages.${name}`)}</span>{' '}
          <span className="stage-figure">
            {status.value === undefined ? status.text : <Figure value={status.value}>{status.text}</Figure>}
          </span>
        </span>
      </a>
    </li>
  );
}

/** The stage's icon in a ring; while work goes on, the ring shows how far it is. */
function StageDisc({ name, status }: { readonly name: StageName; readonly status: RailStatus }) {
  return (
    <span className="disc">
      <StageIcon name={name} />
      {status.look === 'working' && (
        <svg className="disc-ring" viewBox="0 0 36 36" aria-hidden="true">
          <circle
            cx="18"
            cy="18"
            r="16.5"
            pathLength="100"
            strokeDasharray={`${(status.share ?? 0.25) * 100} 100`}
          />
        </svg>
      )}
      {(status.look === 'done' || status.look === 'failed') && (
        <svg className="disc-mark" viewBox="0 0 12 12" aria-hidden="true">
          <circle cx="6" cy="6" r="6" />
          <path d={status.look === 'done' ? 'M3.3 6.2 5.2 8l3.5-4' : 'M6 3v3.5M6 8.7v.1'} />
        </svg>
      )}
    </span>
  );
}
