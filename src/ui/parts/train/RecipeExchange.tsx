import { useState } from 'react';
import type { Recipe } from '../../../shared/recipe';
import { loadRecipe, saveRecipe } from '../../actions/recipe-actions';
import { recipeLink } from '../../recipe-link';
import { useSession } from '../../session';
import { useWords } from '../../words';
import { Button, FileButton } from '../Button';
import { TextInput } from '../TextInput';

interface ExchangeProps {
  readonly recipe: Recipe;
  readonly isDisabled: boolean;
}

/** A recipe with a name: as a file, as a link, and back. */
export function RecipeExchange({ recipe, isDisabled }: ExchangeProps) {
  const { t } = useWords();
  const preset = useSession((state) => state.preset);
  const taken = useSession((state) => state.recipeTaken);
  const [name, setName] = useState('');
  const [link, setLink] = useState<{
    readonly of: Recipe;
    readonly href: string;
    readonly isCopied: boolean;
  }>();
  const named = name.trim() || (taken.status === 'ready' ? taken.value : '') || t(`presets.${preset}`);
  const shared = { name: named, preset, recipe };
  const makeLink = async () => {
    const href = await recipeLink(shared, new URL(location.href));
    const isCopied = await copy(href);
    setLink({ of: recipe, href, isCopied });
  };
  return (
    <>
      <details className="fold">
        <summary>{t('recipe.exchange')}</summary>
        <div className="fold-fields">
          <TextInput label={t('recipe.name')} value={name} onChange={setName} hint={named} />
          <div className="row">
            <Button onPress={() => saveRecipe(shared)}>{t('recipe.save')}</Button>
            <FileButton
              purpose="recipe"
              accept=".json,application/json"
              isDisabled={isDisabled}
              onFiles={([file]) => file && void loadRecipe(file)}
            >
              {t('recipe.load')}
            </FileButton>
            <Button onPress={() => void makeLink()}>{t('recipe.link')}</Button>
          </div>
          {link?.of === recipe && (
            <>
              <output className="note">{t(link.isCopied ? 'recipe.copied' : 'recipe.copyIt')}</output>
              <input
                className="input"
                readOnly
                value={link.href}
                aria-label={t('recipe.linkLabel')}
                data-figure="recipe-link"
              />
            </>
          )}
        </div>
      </details>
    </>
  );
}

/** @returns false where the browser refuses, or has no clipboard, as without https: the link is shown all the same */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
