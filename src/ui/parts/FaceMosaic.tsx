// oxlint-disable jsx-a11y/prefer-tag-over-role -- a canvas is the picture here
import { type CSSProperties, useEffect, useRef } from 'react';
import type { FaceSheet } from '../../data/face-sheet';
import { imageBytes } from '../../shared/dataset';
import { useWords } from '../words';
import { LabelName } from './LabelName';

interface FaceMosaicProps {
  readonly sheet: FaceSheet;
  readonly labels: readonly string[];
}

/** Real faces of the dataset, one row per label, painted from their raw pixels. */
export function FaceMosaic({ sheet, labels }: FaceMosaicProps) {
  return (
    <ul className="mosaic">
      {labels.map((label, index) => (
        <li key={label}>
          <LabelName label={label} />
          <FaceStrip sheet={sheet} index={index} label={label} />
        </li>
      ))}
    </ul>
  );
}

function FaceStrip({
  sheet,
  index,
  label,
}: {
  readonly sheet: FaceSheet;
  readonly index: number;
  readonly label: string;
}) {
  const words = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const faces = sheet.faces.filter((face) => face.label === index);
  const { width, height } = sheet.image;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const pictures = sheet.faces.filter((face) => face.label === index);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    pictures.forEach((face, place) =>
      context.putImageData(toPicture(face.pixels, sheet.image), place * width, 0),
    );
  }, [sheet, index, width]);
  return (
    <div className="strip" style={{ '--face-ratio': width / height } as CSSProperties}>
      {/* React's type lists no custom properties */}
      <canvas
        ref={canvas}
        role="img"
        aria-label={words.t('data.mosaic.alt', { count: faces.length, label: words.label(label) })}
        width={Math.max(1, faces.length) * width}
        height={height}
        style={{ aspectRatio: `${Math.max(1, faces.length) * width} / ${height}` }}
      />
    </div>
  );
}

/** Raw pixels, grey or RGB, as the RGBA a canvas takes. */
export function toPicture(pixels: Uint8Array, image: FaceSheet['image']): ImageData {
  const picture = new ImageData(image.width, image.height);
  const count = imageBytes(image) / image.channels;
  for (let at = 0; at < count; at += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      picture.data[at * 4 + channel] = pixels[image.channels === 1 ? at : at * 3 + channel] ?? 0;
    }
    picture.data[at * 4 + 3] = 255;
  }
  return picture;
}
