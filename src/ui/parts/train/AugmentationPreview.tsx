// oxlint-disable jsx-a11y/prefer-tag-over-role -- a canvas is the picture here
import { useEffect, useRef, useState } from 'react';
import type { AugmentedFaces } from '../../../data/augmented-faces';
import type { Recipe } from '../../../shared/recipe';
import { readVariants } from '../../actions/recipe-actions';
import { datasetInUse, useSession } from '../../session';
import { useWords } from '../../words';
import { Button } from '../Button';
import { ErrorNotice } from '../ErrorNotice';
import { toPicture } from '../FaceMosaic';

const COLUMNS = 4;

/** One training face in its first epochs, made by the function that training calls. */
export function AugmentationPreview({ recipe }: { readonly recipe: Recipe }) {
  const { t } = useWords();
  const [face, setFace] = useState(0);
  const variants = useSession((state) => state.variants);
  const datasetId = useSession((state) => datasetInUse(state)?.id);
  const scaling = useSession(({ model }) => model.status === 'ready' && model.value.input.scaling);
  useEffect(() => {
    if (datasetId !== undefined && scaling) void readVariants({ datasetId, recipe, scaling, face });
  }, [recipe, datasetId, scaling, face]);
  return (
    <div className="variants">
      {variants.status === 'failed' && <ErrorNotice failure={variants.failure} />}
      {variants.status === 'ready' && <Variants variants={variants.value} />}
      <p className="note">{t('recipe.variantsNote')}</p>
      <div>
        <Button onPress={() => setFace(face + 1)}>{t('recipe.otherFace')}</Button>
      </div>
    </div>
  );
}

function Variants({ variants }: { readonly variants: AugmentedFaces }) {
  const { t, n, label } = useWords();
  const labels = useSession((state) => datasetInUse(state)?.labels);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { image, pixels } = variants;
  const rows = Math.ceil(pixels.length / COLUMNS);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    for (const [place, picture] of pixels.entries())
      context.putImageData(
        toPicture(picture, image),
        (place % COLUMNS) * image.width,
        Math.floor(place / COLUMNS) * image.height,
      );
  }, [pixels, image]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={t('recipe.variantsAlt', {
        number: n.count(pixels.length),
        label: label(labels?.[variants.label] ?? ''),
      })}
      width={COLUMNS * image.width}
      height={rows * image.height}
    />
  );
}
