import { chooseModel } from '../actions/model-actions';
import { modelChoices } from '../model-names';
import { modelInUse, useSession } from '../session';
import { useWords } from '../words';
import { Choice } from './Choice';

interface ModelChoiceProps {
  readonly isDisabled?: boolean;
  /** Instead of only making it the model in use. */
  readonly onChange?: (id: string) => void;
}

/** Which of the stored models is in use. */
export function ModelChoice({ isDisabled = false, onChange = chooseModel }: ModelChoiceProps) {
  const words = useWords();
  const models = useSession((state) => state.models);
  const model = useSession(modelInUse);
  const texts = modelChoices(models, words);
  return (
    <Choice
      label={words.t('evaluate.model')}
      value={model?.id ?? ''}
      isDisabled={isDisabled}
      onChange={onChange}
      options={models.map(({ id }, index) => ({ value: id, text: texts[index] ?? id }))}
    />
  );
}
