import { dismissCutOff } from '../actions/cut-off-actions';
import { cutOffSentence } from '../cut-off-sentence';
import { useSession } from '../session';
import { useWords } from '../words';
import { Button } from './Button';
import { Notice } from './Notice';

/**
 * That an import of an earlier visit was cut off. Stays until it is answered or the next import begins; the status is there
 * before what comes into it, so that every screen reader reads it out.
 */
export function CutOffNotice() {
  const words = useWords();
  const cutOff = useSession((state) => state.cutOff);
  return (
    <div role="status" className="drop-status">
      {cutOff.length > 0 && (
        <Notice>
          <p>{cutOffSentence(cutOff, words)}</p>
          <Button look="quiet" onPress={dismissCutOff}>
            {words.t('app.dismiss')}
          </Button>
        </Notice>
      )}
    </div>
  );
}
