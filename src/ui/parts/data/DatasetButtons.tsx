import { chooseFaceSize, importFiles } from '../../actions/data-actions';
import { chosenSource } from '../../chosen-files';
import { FACE_SIZES } from '../../face-size';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { FileButton } from '../Button';
import { Choice } from '../Choice';

const ACCEPTED = '.csv,.zip,.gz,.tgz,.tar';

export function DatasetFileButton() {
  const { t } = useWords();
  return (
    <FileButton
      purpose="dataset"
      accept={ACCEPTED}
      onFiles={(files) => void importFiles(chosenSource(files))}
    >
      {t('data.choose')}
    </FileButton>
  );
}

export function DatasetFolderButton() {
  const { t } = useWords();
  return (
    <FileButton purpose="dataset-folder" isFolder onFiles={(files) => void importFiles(chosenSource(files))}>
      {t('data.chooseFolder')}
    </FileButton>
  );
}

export function FaceSizeChoice() {
  const { t } = useWords();
  const faceSize = useSession((state) => state.faceSize);
  return (
    <Choice
      label={t('data.faceSize.label')}
      value={faceSize}
      options={FACE_SIZES.map((value) => ({ value, text: t(`data.faceSize.options.${value}`) }))}
      onChange={chooseFaceSize}
    />
  );
}
