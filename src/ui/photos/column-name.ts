import type { Words } from '../words';
import { type Column, isSpecial } from './sorting';

export function columnName(column: Column, { t, label }: Pick<Words, 't' | 'label'>): string {
  return isSpecial(column) ? t(`photos.columns.${column.slice(1) as 'unclear'}`) : label(column);
}
