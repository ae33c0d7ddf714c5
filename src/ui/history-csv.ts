import type { EpochRecord } from '../shared/history';

const HEADER = 'epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds';

/** One row per epoch, the columns named as Keras' CSVLogger names them; empty where there is no validation. */
export function historyCsv(history: readonly EpochRecord[]): string {
  const rows = history.map(({ epoch, train, validation, learningRate, seconds }) =>
    [
      epoch,
      train.loss,
      train.accuracy,
      validation?.loss ?? '',
      validation?.accuracy ?? '',
      learningRate,
      seconds,
    ].join(','),
  );
  return `${[HEADER, ...rows].join('\n')}\n`;
}
