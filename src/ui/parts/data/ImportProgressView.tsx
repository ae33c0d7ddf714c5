import type { ImportRun } from '../../session';
import { useWords } from '../../words';
import { Figure, FigureList } from '../Figure';
import { ProgressBar } from '../ProgressBar';
import { importShare } from '../rail-status';

export function ImportProgressView({ run }: { readonly run: ImportRun }) {
  const { t, n } = useWords();
  const { progress, fileName, elapsedSeconds } = run;
  const share = progress && importShare(progress);
  const title = importTitle();

  function importTitle(): string {
    if (!progress) return t('data.starting');
    if (progress.phase === 'verifying') return t('data.verifying');
    return progress.phase === 'drawing' || fileName === undefined
      ? t('data.drawing')
      : t('data.reading', { name: fileName });
  }

  return (
    <section className="working" aria-label={title}>
      <output className="working-title">{title}</output>
      <ProgressBar label={title} share={share} />
      {progress && (
        <FigureList
          items={[
            {
              term: t('data.progress.images'),
              figure: (
                <Figure value={progress.images}>
                  {progress.totalImages
                    ? t('data.progress.ofImages', {
                        done: n.count(progress.images),
                        total: n.count(progress.totalImages),
                      })
                    : n.count(progress.images)}
                </Figure>
              ),
            },
            ...(progress.totalBytes > 0
              ? [
                  {
                    term: t('data.progress.read'),
                    figure: (
                      <Figure value={progress.doneBytes}>
                        {t('data.progress.ofBytes', {
                          done: n.bytes(progress.doneBytes),
                          total: n.bytes(progress.totalBytes),
                        })}
                      </Figure>
                    ),
                  },
                ]
              : []),
            {
              term: t('data.progress.rejected'),
              figure: <Figure value={progress.rejected}>{n.count(progress.rejected)}</Figure>,
            },
            {
              term: t('data.progress.left'),
              figure: share ? n.duration((elapsedSeconds * (1 - share)) / share) : '–',
            },
          ]}
        />
      )}
    </section>
  );
}
