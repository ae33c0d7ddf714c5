// A face of 12 x 12 grey squares, 0 dark to 5 light: what a row of FER2013 is, seen from afar.
const ROWS = [
  '001111111100',
  '011222222110',
  '012344443210',
  '013444444310',
  '122114411221',
  '134154451431',
  '134445544431',
  '124443344421',
  '013441144310',
  '012411114210',
  '001244442100',
  '000123321000',
];

const LEVELS = ['0', '1', '2', '3', '4', '5'];

/** Squares of one unit; the caller's svg gives the size. */
export function PixelFace() {
  return (
    <g shapeRendering="crispEdges" stroke="none">
      {LEVELS.map((level) => (
        <path key={level} className={`pixel-${level}`} d={squaresOf(level)} />
      ))}
    </g>
  );
}

/** One path over all squares of a grey level. */
function squaresOf(level: string): string {
  return ROWS.flatMap((row, y) =>
    [...row].map((grey, x) => (grey === level ? `M${x} ${y}h1v1h-1z` : '')),
  ).join('');
}
