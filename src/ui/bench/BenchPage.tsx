import { useEffect, useRef, useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { toFailure } from '../../shared/errors';
import { localeOf } from '../i18n';
import { Button } from '../parts/Button';
import { ErrorNotice } from '../parts/ErrorNotice';
import { LanguageSwitch, ThemeSwitch } from '../parts/Header';
import { Mark } from '../parts/icons';
import { Notice } from '../parts/Notice';
import { PageHead } from '../parts/PageHead';
import { PoliteStatus } from '../parts/PoliteStatus';
import { ProgressBar } from '../parts/ProgressBar';
import { SegmentedControl } from '../parts/SegmentedControl';
import { saveFile } from '../save-file';
import { EMPTY, failed, ready, type Stage, working } from '../stage';
import { useWords } from '../words';
import { BENCH_STAGES, type BenchReport, type BenchStage, runBench } from './bench-run';
import { type BenchThreads, startThreads } from './bench-threads';
import { BenchResults } from './BenchResults';

interface BenchPageProps {
  /** What answers; tests answer by hand. */
  readonly start?: () => BenchThreads;
  /** Little memory, or a phone: stock tfjs is then left out unless asked for. */
  readonly isSmallDevice?: boolean;
}

/** What this machine computes, measured here and now. A page of its own: nothing else may compute beside it. */
export function BenchPage({ start = startThreads, isSmallDevice = looksSmall() }: BenchPageProps) {
  const { t, language } = useWords();
  const [stage, setStage] = useState<Stage<BenchReport, BenchStage>>(EMPTY);
  const [withStock, setWithStock] = useState(!isSmallDevice);
  const threads = useRef<BenchThreads | undefined>(undefined);
  useEffect(() => {
    document.title = t('app.title', { page: t('bench.title') });
  }, [t]);
  const isWorking = stage.status === 'working';

  async function run() {
    const started = start();
    threads.current = started;
    const isCurrent = () => threads.current === started;
    const onStage = (name: BenchStage) => {
      if (isCurrent()) setStage(working(name));
    };
    try {
      const report = await runBench(started.ask, { withStock, browser: navigator.userAgent, onStage });
      if (isCurrent()) setStage(ready(report));
    } catch (error) {
      if (isCurrent()) setStage(failed(toFailure(error)));
    }
    started.end();
  }

  function cancel() {
    const started = threads.current;
    threads.current = undefined; // before its end: what is rejected then is no failure
    started?.end();
    setStage(EMPTY);
  }

  return (
    <I18nProvider locale={localeOf(language)}>
      <header className="header">
        <a className="wordmark" href="../">
          <Mark />
          <span>Mien</span>
        </a>
        <div className="header-chips">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <main className="page page-bench">
        <PageHead
          title={t('bench.title')}
          lead={t('bench.lead')}
          action={
            isWorking ? (
              <Button onPress={cancel}>{t('app.cancel')}</Button>
            ) : (
              <Button look="primary" onPress={() => void run()}>
                {t(stage.status === 'ready' ? 'bench.again' : 'bench.start')}
              </Button>
            )
          }
        />
        <div className="sections">
          <SegmentedControl
            label={t('bench.contenders')}
            value={withStock ? 'both' : 'ours'}
            segments={[
              { value: 'both', text: t('bench.withStock') },
              { value: 'ours', text: t('bench.oursOnly') },
            ]}
            onChange={(value) => setWithStock(value === 'both')}
            isDisabled={isWorking}
          />
          {withStock && (
            <Notice>
              <p className="strong">{t('bench.memoryTitle')}</p>
              <p>{t(isSmallDevice ? 'bench.memorySmall' : 'bench.memory')}</p>
            </Notice>
          )}
          {isWorking && <Progress now={stage.progress} />}
          {stage.status === 'failed' && <ErrorNotice failure={stage.failure} />}
          {stage.status === 'ready' && (
            <>
              <BenchResults report={stage.value} />
              <div className="row">
                <Button onPress={() => saveFile(reportFile(stage.value))}>{t('bench.save')}</Button>
              </div>
            </>
          )}
        </div>
      </main>
    </I18nProvider>
  );
}

function Progress({ now }: { readonly now: BenchStage }) {
  const { t } = useWords();
  const text = t(`bench.stages.${now}`);
  return (
    <div>
      <ProgressBar label={t('bench.title')} share={BENCH_STAGES.indexOf(now) / BENCH_STAGES.length} />
      <p className="note">{text}</p>
      <PoliteStatus text={text} everyMs={2000} />
    </div>
  );
}

function reportFile(report: BenchReport): { name: string; blob: Blob } {
  const text = `${JSON.stringify(report, null, 2)}\n`;
  return { name: 'mien-bench.json', blob: new Blob([text], { type: 'application/json' }) };
}

/** At most 4 GB, where the browser says, or a touch screen without a mouse. */
function looksSmall(): boolean {
  const memory = 'deviceMemory' in navigator ? Number(navigator.deviceMemory) : Number.NaN;
  return memory <= 4 || matchMedia('(pointer: coarse)').matches;
}
