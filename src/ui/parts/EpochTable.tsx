import { useState } from 'react';
import type { EpochRecord } from '../../shared/history';
import { useWords } from '../words';
import { Button } from './Button';
import { Figure } from './Figure';
import { ScrollFrame } from './Section';

interface EpochTableProps {
  readonly id: string;
  readonly history: readonly EpochRecord[];
}

/** A row holds kilobytes of the page's memory, and a training of days has thousands. */
const ROWS = 100;

/** The numbers behind the curves, of the newest epochs unless all are asked for. Folded for the eye, always there for a screen reader. */
export function EpochTable({ id, history }: EpochTableProps) {
  const { t, n } = useWords();
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? history : history.slice(-ROWS);
  return (
    <details className="fold" id={id}>
      <summary>{t('train.table.title')}</summary>
      <ScrollFrame label={t('train.table.caption')}>
        <table className="numbers">
          <caption className="sr-only">{t('train.table.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('train.table.epoch')}</th>
              <th scope="col">{t('train.table.loss')}</th>
              <th scope="col">{t('train.table.accuracy')}</th>
              <th scope="col">{t('train.table.validationLoss')}</th>
              <th scope="col">{t('train.table.validationAccuracy')}</th>
              <th scope="col">{t('train.table.seconds')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ epoch, train, validation, seconds }) => (
              <tr key={epoch} data-epoch={epoch}>
                <th scope="row">{n.count(epoch)}</th>
                <td>
                  <Figure name="loss" value={train.loss}>
                    {n.fixed(train.loss, 4)}
                  </Figure>
                </td>
                <td>
                  <Figure name="accuracy" value={train.accuracy}>
                    {n.percent(train.accuracy)}
                  </Figure>
                </td>
                <td>
                  {validation && (
                    <Figure name="validation-loss" value={validation.loss}>
                      {n.fixed(validation.loss, 4)}
                    </Figure>
                  )}
                </td>
                <td>
                  {validation && (
                    <Figure name="validation-accuracy" value={validation.accuracy}>
                      {n.percent(validation.accuracy)}
                    </Figure>
                  )}
                </td>
                <td>
                  <Figure name="epoch-seconds" value={seconds}>
                    {n.duration(seconds)}
                  </Figure>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
      {shown.length < history.length && (
        <div>
          <Button onPress={() => setShowsAll(true)}>
            {t('train.table.all', { number: n.count(history.length) })}
          </Button>
        </div>
      )}
    </details>
  );
}
