import { FACE_INK, faceColour } from '../../face-look';
import { useWords } from '../../words';

/** A face's number in its colour, as on its box. For the eye only: words beside it name the face. */
export function FaceNumber({ number }: { readonly number: number }) {
  const { n } = useWords();
  return (
    <span
      className="face-number"
      style={{ background: faceColour(number), color: FACE_INK }}
      aria-hidden="true"
      data-face={number}
    >
      {n.count(number)}
    </span>
  );
}
