// Paul Tol's "light" scheme (2021), safe for colour-blind eyes: light enough to stand out from any video on a dark edge,
// and to carry dark figures. In the order in which the first four,
// and each and the next, differ most to eyes that lack red or green cones.
const COLOURS = ['#77AADD', '#EE8866', '#FFAABB', '#BBCC33', '#44BB99', '#99DDFF', '#EEDD88'] as const;

/** Dark figures on a face's colour, and the edge around it. */
export const FACE_INK = '#14161a';

/** The colour of a face. Faces whose numbers are seven apart share one: the number tells them apart. */
export function faceColour(number: number): string {
  return COLOURS[(number - 1) % COLOURS.length] ?? COLOURS[0];
}
