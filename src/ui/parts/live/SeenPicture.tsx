import { useEffect, useRef } from 'react';
import type { ImageSpec } from '../../../shared/dataset';
import { useWords } from '../../words';
import { toPicture } from '../FaceMosaic';

interface SeenPictureProps {
  readonly pixels: Uint8Array;
  readonly image: ImageSpec;
  readonly hasCaption?: boolean;
}

/** The face as the model gets it, at the model's size. */
export function SeenPicture({ pixels, image, hasCaption = true }: SeenPictureProps) {
  const { t, n } = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(toPicture(pixels, image), 0, 0);
  }, [pixels, image]);
  return (
    <figure className="seen">
      <canvas
        ref={canvas}
        className="seen-picture"
        width={image.width}
        height={image.height}
        aria-hidden="true"
      />
      {hasCaption && (
        <figcaption className="note">
          {t('live.seen', { width: n.count(image.width), height: n.count(image.height) })}
        </figcaption>
      )}
    </figure>
  );
}
