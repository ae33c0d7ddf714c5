import { useEffect, useRef } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useHashLocation } from 'wouter/use-hash-location';
import { useFocusAfterWork } from './focus-after-work';
import { localeOf } from './i18n';
import { DataPage } from './pages/DataPage';
import { EvaluatePage } from './pages/EvaluatePage';
import { LivePage } from './pages/LivePage';
import { ModelPage } from './pages/ModelPage';
import { PhotosPage } from './pages/PhotosPage';
import { TrainPage } from './pages/TrainPage';
import { CutOffNotice } from './parts/CutOffNotice';
import { DropNotice } from './parts/DropNotice';
import { DropTarget } from './parts/DropTarget';
import { Header } from './parts/Header';
import { STAGE_NAMES, type StageName } from './parts/icons';
import { PageBoundary } from './parts/PageBoundary';
import { Rail } from './parts/Rail';
import { useWords } from './words';

const PAGES: Readonly<Record<StageName, () => React.JSX.Element>> = {
  data: DataPage,
  model: ModelPage,
  train: TrainPage,
  evaluate: EvaluatePage,
  live: LivePage,
  photos: PhotosPage,
};

export function App() {
  const { t, language } = useWords();
  const [path] = useHashLocation();
  const current = STAGE_NAMES.find((name) => path.split('?')[0] === `/${name}`) ?? 'data';
  const Page = PAGES[current];
  useEffect(() => {
    document.title = t('app.title', { page: t(`stages.${current}`) });
  }, [current, t]);
  const main = useFocusOnArrival(current);
  useFocusAfterWork(main);
  return (
    <I18nProvider locale={localeOf(language)}>
      <button type="button" className="skip" onClick={() => focusHeading(main.current)}>
        {t('app.skip')}
      </button>
      <Header />
      <div className="frame">
        <Rail current={current} />
        <main ref={main} className={`page page-${current}`}>
          <CutOffNotice />
          <DropNotice />
          <PageBoundary key={current}>
            <Page />
          </PageBoundary>
        </main>
      </div>
      <DropTarget />
    </I18nProvider>
  );
}

/** After a change of page, reading goes on at its heading; not on the first page, which nobody asked to leave. */
function useFocusOnArrival(current: StageName) {
  const main = useRef<HTMLElement>(null);
  const before = useRef(current);
  useEffect(() => {
    if (before.current === current) return;
    before.current = current;
    scrollTo(0, 0);
    focusHeading(main.current);
  }, [current]);
  return main;
}

function focusHeading(main: HTMLElement | null): void {
  main?.querySelector('h1')?.focus();
}
