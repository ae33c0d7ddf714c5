import { drawSample, lookAt } from '../../actions/import-actions';
import { sortByHand } from '../../actions/own-pictures-actions';
import { chosenSource } from '../../chosen-files';
import { useWords } from '../../words';
import { Button, FileButton } from '../Button';

const ACCEPTED = '.csv,.zip,.gz,.tgz,.tar';

/** The ways in: a file, a folder, pictures sorted by hand. */
export function DatasetButtons() {
  const { t } = useWords();
  return (
    <>
      <FileButton purpose="dataset" accept={ACCEPTED} onFiles={(files) => void lookAt(chosenSource(files))}>
        {t('data.choose')}
      </FileButton>
      <FileButton purpose="dataset-folder" isFolder onFiles={(files) => void lookAt(chosenSource(files))}>
        {t('data.chooseFolder')}
      </FileButton>
      <Button onPress={() => sortByHand()}>{t('imports.own.open')}</Button>
    </>
  );
}

export function SampleButton() {
  const { t } = useWords();
  return <Button onPress={() => void drawSample()}>{t('data.doorSample.action')}</Button>;
}
