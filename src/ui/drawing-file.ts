// A drawing of the page as a file of its own: what the page's style sheets say of it is written into it.

const PAINTED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-linecap',
  'shape-rendering',
  'text-anchor',
  'font-family',
  'font-size',
  'font-weight',
] as const;
const NAMESPACE = 'http://www.w3.org/2000/svg';
const MARGIN = 16; // px around the drawing

export interface DrawingFile {
  readonly text: string;
  readonly width: number; // px
  readonly height: number;
}

/** The drawing as it looks now, in the colours and the language of the page. @param ground CSS colour behind it */
export function drawingFile(drawing: SVGSVGElement, ground: string): DrawingFile {
  const { width, height } = drawing.viewBox.baseVal;
  const [wide, high] = [width + 2 * MARGIN, height + 2 * MARGIN];
  const copy = drawing.cloneNode(true) as SVGSVGElement; // a clone is of the same kind
  paint([drawing, ...drawing.querySelectorAll('*')], [copy, ...copy.querySelectorAll('*')]);
  copy.removeAttribute('style');
  copy.setAttribute('viewBox', `${-MARGIN} ${-MARGIN} ${wide} ${high}`);
  copy.setAttribute('width', `${wide}`);
  copy.setAttribute('height', `${high}`);
  const paper = document.createElementNS(NAMESPACE, 'rect');
  const place = { x: -MARGIN, y: -MARGIN, width: wide, height: high, fill: plainColour(ground) };
  for (const [name, value] of Object.entries(place)) paper.setAttribute(name, `${value}`);
  const [title, description] = [copy.querySelector('title'), copy.querySelector('desc')];
  copy.prepend(...[title, description].filter((one) => one !== null), paper);
  return { text: new XMLSerializer().serializeToString(copy), width: wide, height: high };
}

/** @param copies of the originals, in their order */
function paint(originals: readonly Element[], copies: readonly Element[]): void {
  for (const [place, original] of originals.entries()) {
    const copy = copies[place];
    if (!copy || original instanceof SVGTitleElement || original instanceof SVGDescElement) continue;
    const style = getComputedStyle(original);
    for (const name of PAINTED) {
      const value = style.getPropertyValue(name);
      copy.setAttribute(name, name === 'fill' || name === 'stroke' ? plainColour(value) : value);
    }
    copy.removeAttribute('class');
  }
}

/** Mixed colours are written in ways that only browsers read; every program knows #rrggbb. */
function plainColour(colour: string): string {
  if (colour === 'none') return colour;
  const pixel = new OffscreenCanvas(1, 1).getContext('2d');
  if (!pixel) return colour;
  pixel.fillStyle = colour;
  pixel.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = pixel.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** @param scale pixels of the picture per unit of the drawing */
export async function pictureOf({ text, width, height }: DrawingFile, scale: number): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image(width, height);
    image.src = address;
    await image.decode();
    const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: 'image/png' });
  } finally {
    URL.revokeObjectURL(address);
  }
}
