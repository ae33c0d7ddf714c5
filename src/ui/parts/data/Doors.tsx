import { EXPRESSIONS } from '../../../shared/labels';
import { useWords } from '../../words';
import { LabelGlyph } from '../LabelName';
import { PixelFace } from '../PixelFace';
import { DatasetButtons, SampleButton } from './DatasetButtons';

/** Three honest ways in. */
export function Doors() {
  const { t } = useWords();
  return (
    <div className="doors">
      <section className="door">
        <div className="door-faces" aria-hidden="true">
          {EXPRESSIONS.map((label) => (
            <LabelGlyph key={label} label={label} />
          ))}
        </div>
        <h2>{t('data.doorSample.title')}</h2>
        <p>{t('data.doorSample.text')}</p>
        <div className="door-action">
          <SampleButton />
        </div>
      </section>
      <section className="door door-drop">
        <svg className="door-picture" viewBox="0 0 12 12" aria-hidden="true">
          <PixelFace />
        </svg>
        <h2>{t('data.doorFer.title')}</h2>
        <div>
          <p>{t('data.doorFer.text')}</p>
          <details className="fold">
            <summary>{t('data.doorFer.whereTitle')}</summary>
            <p>{t('data.doorFer.where')}</p>
          </details>
        </div>
        <div className="door-action row">
          <DatasetButtons />
        </div>
      </section>
      <section className="door">
        <WeightsPicture />
        <h2>{t('data.doorModel.title')}</h2>
        <p>{t('data.doorModel.text')}</p>
        <div className="door-action">
          <a className="button button-plain" href="#/model">
            {t('data.doorModel.action')}
          </a>
        </div>
      </section>
    </div>
  );
}

/** Layers of a network, seen from the side. */
function WeightsPicture() {
  return (
    <svg className="door-picture" viewBox="0 0 60 48" aria-hidden="true">
      {[44, 34, 26, 18, 10].map((height, index) => (
        <rect
          key={height}
          x={2 + index * 12}
          y={24 - height / 2}
          width="7"
          height={height}
          rx="1.5"
          className={`pixel-${index + 1}`}
        />
      ))}
    </svg>
  );
}
