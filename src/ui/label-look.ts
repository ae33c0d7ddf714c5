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
    face: 'M6.600 8.600l3.600 1.700M17.400 8.600l-3.600 1.700M8.800 11.800v.9M15.200 11.800v.9M8.500 17c1-1.300 2.200-1.800 3.500-1.800s2.500.5 3.500 1.800',
  },
  disgust: {
    colour: '#009E73',
    face: 'M7 9.200l3.200.9M17 9.200l-3.200.9M7.600 11.900h2.300M14.100 11.900h2.300M11 13.500l1 .8 1-.8M8 17.200c1.200-1.500 2.200.6 3.600-.3s2.400-1.500 4.400-.5',
  },
  fear: {
    colour: '#CC79A7',
    face: 'M6.800 8.700l3-1.300M17.200 8.700l-3-1.300M8.700 10.500a1.200 1.300 0 1 0 .01 0M15.300 10.500a1.200 1.300 0 1 0 .01 0M8.200 17c1-.9 1.700.6 2.500 0s1.700-.7 2.600 0 1.600.9 2.500 0',
  },
  happy: {
    colour: '#E69F00',
    face: 'M7.200 10.600c.6-.9 2.200-.9 2.800 0M14 10.600c.6-.9 2.200-.9 2.800 0M7.300 14c1 2.600 2.800 3.800 4.700 3.800s3.700-1.200 4.700-3.800z',
  },
  sad: {
    colour: '#0072B2',
    face: 'M6.900 9.800l3.100-1.600M17.100 9.800l-3.100-1.600M8.700 11.500v.9M15.300 11.500v.9M8.200 17.300c1-1.700 2.300-2.400 3.800-2.400s2.800.7 3.800 2.400',
  },
  surprise: {
    colour: '#56B4E9',
    face: 'M7 7.700c.7-.9 2.300-.9 3 0M14 7.700c.7-.9 2.300-.9 3 0M8.600 10.600v1M15.400 10.600v1M12 14.200a1.900 2.200 0 1 0 .01 0',
  },
  neutral: {
    colour: '#8A8A8A',
    face: 'M7.300 9h2.700M14 9h2.700M8.700 11.200v.9M15.300 11.200v.9M8.400 16h7.200',
  },
  smile: {
    colour: '#E69F00',
    face: 'M7.200 10.600c.6-.9 2.200-.9 2.800 0M14 10.600c.6-.9 2.200-.9 2.800 0M7.300 14c1 2.600 2.800 3.800 4.700 3.800s3.700-1.200 4.700-3.800z',
  },
  unsmile: { colour: '#56B4E9', face: 'M8.700 10.200v.9M15.300 10.200v.9M8.400 16h7.200' },
};

// For labels nobody foresaw: the same wheel, without the two that read as "none".
const WHEEL = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00'];

export function labelLook(label: string): LabelLook {
  return LOOKS[label] ?? { colour: WHEEL[hash(label) % WHEEL.length] ?? '#8A8A8A', face: undefined };
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7);
}
