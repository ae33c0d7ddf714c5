// Stands for a tab that dies while it imports: begins, stores one shard, says so, and waits to be terminated.
import { openDatabase } from '../../src/storage/database';
import { beginImport } from '../../src/storage/dataset-writer';
import { tinyShard } from './tiny-dataset';

addEventListener('message', ({ data }: MessageEvent<string>) => void begin(data));

async function begin(databaseName: string): Promise<void> {
  const writer = await beginImport(await openDatabase(databaseName), 0, { name: 'tiny', kind: 'photos' });
  await writer.append(tinyShard(1), 0);
  await writer.flush();
  postMessage('half way');
}
