import { modelForPeople } from '../actions/model-actions';
import { useSession } from '../session';
import { useWords } from '../words';
import { Button } from './Button';
import { Notice } from './Notice';

interface DrawnModelNoticeProps {
  readonly onUse: (modelId: string) => void;
}

/** The model learnt from drawn faces: one press takes another that knows photographed people. */
export function DrawnModelNotice({ onUse }: DrawnModelNoticeProps) {
  const { t, modelName } = useWords();
  const other = useSession(({ models }) => modelForPeople(models));
  return (
    <Notice>
      <p>{t('drawn.model')}</p>
      {other && (
        <Button onPress={() => onUse(other.id)}>
          {t('drawn.useOther', { name: modelName(other.cards.last) })}
        </Button>
      )}
    </Notice>
  );
}
