/** How a label looks: a colour that is always the same, and the lines of a small face drawn on it. */
export interface LabelLook {
  readonly colour: string;
  /** SVG path data on a 24 x 24 grid, stroked; undefined for a label we have no face for. */
  readonly face: string | undefined;
}

// Okabe and Ito (2008), safe for colour-blind eyes; design section 6.
const LOOKS: Readonly<Record<string, LabelLook>> = {
  angry: {
    colour: '#D55E00',
    face: 'M6.6 8.6l3.6 1.7M17.4 8.6l-3.6 1.7M8.8 11.8v.9M15.2 11.8v.9M8.5 17c1-1.3 2.2-1.8 3.5-1.8s2.5.5 3.5 1.8',
  },
  disgust: {
    colour: '#009E73',
    face: 'M7 9.2l3.2.9M17 9.2l-3.2.9M7.6 11.9h2.3M14.1 11.9h2.3M11 13.5l1 .8 1-.8M8 17.2c1.2-1.5 2.2.6 3.6-.3s2.4-1.5 4.4-.5',
  },
  fear: {
    colour: '#CC79A7',
    face: 'M6.8 8.7l3-1.3M17.2 8.7l-3-1.3M8.7 10.5a1.2 1.3 0 1 0 .01 0M15.3 10.5a1.2 1.3 0 1 0 .01 0M8.2 17c1-.9 1.7.6 2.5 0s1.7-.7 2.6 0 1.6.9 2.5 0',
  },
  happy: {
    colour: '#E69F00',
    face: 'M7.2 10.6c.6-.9 2.2-.9 2.8 0M14 10.6c.6-.9 2.2-.9 2.8 0M7.3 14c1 2.6 2.8 3.8 4.7 3.8s3.7-1.2 4.7-3.8z',
  },
  sad: {
    colour: '#0072B2',
    face: 'M6.9 9.8l3.1-1.6M17.1 9.8l-3.1-1.6M8.7 11.5v.9M15.3 11.5v.9M8.2 17.3c1-1.7 2.3-2.4 3.8-2.4s2.8.7 3.8 2.4',
  },
  surprise: {
    colour: '#56B4E9',
    face: 'M7 7.7c.7-.9 2.3-.9 3 0M14 7.7c.7-.9 2.3-.9 3 0M8.6 10.6v1M15.4 10.6v1M12 14.2a1.9 2.2 0 1 0 .01 0',
  },
  neutral: {
    colour: '#8A8A8A',
    face: 'M7.3 9h2.7M14 9h2.7M8.7 11.2v.9M15.3 11.2v.9M8.4 16h7.2',
  },
  smile: {
    colour: '#E69F00',
    face: 'M7.2 10.6c.6-.9 2.2-.9 2.8 0M14 10.6c.6-.9 2.2-.9 2.8 0M7.3 14c1 2.6 2.8 3.8 4.7 3.8s3.7-1.2 4.7-3.8z',
  },
  unsmile: { colour: '#56B4E9', face: 'M8.7 10.2v.9M15.3 10.2v.9M8.4 16h7.2' },
};

// For labels nobody foresaw: the same wheel, without the two that read as "none".
const WHEEL = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00'];

export function labelLook(label: string): LabelLook {
  return LOOKS[label] ?? { colour: WHEEL[hash(label) % WHEEL.length] ?? '#8A8A8A', face: undefined };
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7);
}
