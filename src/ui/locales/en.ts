import { benchEn } from './bench-en';
import { dataEn } from './data-en';
import { errorsEn } from './errors-en';
import { evaluateEn } from './evaluate-en';
import { exploreEn } from './explore-en';
import { importsEn } from './imports-en';
import { liveEn } from './live-en';
import { modelEn } from './model-en';
import { photosEn } from './photos-en';
import { recipeEn } from './recipe-en';
import { trainEn } from './train-en';
import { tuneEn } from './tune-en';

export const en = {
  app: {
    skip: 'Skip to the page',
    stages: 'Stages',
    privacyChip: 'Nothing leaves this tab',
    themes: { auto: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
    otherLanguage: '中文',
    title: '{{page}} · Mien',
    dropHere: 'Drop it anywhere',
    dropHint: 'FER2013, a trained model, or a picture',
    close: 'Close',
    cancel: 'Cancel',
    retry: 'Try again',
    dismiss: 'Dismiss',
    cutOff: {
      named_one: 'The import of {{names}} was cut off: the page was reloaded, closed or crashed meanwhile.',
      named_other:
        'The imports of {{names}} were cut off: the page was reloaded, closed or crashed meanwhile.',
      unnamed: 'An import was cut off: the page was reloaded, closed or crashed meanwhile.',
      safe: 'Nothing of it was kept, and everything stored before is as it was.',
      fix: 'To have it after all, begin again: drop the file once more, or press the same button.',
    },
    listing: 'Listing what you dropped. Nothing is read yet.',
    listed_one: '{{number}} file so far',
    listed_other: '{{number}} files so far',
    onlyTaken: 'Only {{taken}} was taken; {{left}} was not.',
    leftAndMore: '{{name}} and {{number}} more',
    nothingTaken: {
      empty: 'There is no file in what you dropped. Nothing was changed.',
      busy: 'Another import is under way, so this was not taken. Drop it again when that one is over.',
      'no-file':
        'That is text or an address, and this page opens nothing from elsewhere. Save it as a file, then drop the file.',
    },
  },
  backend: {
    starting: 'Finding out what computes here',
    failed: 'Nothing computes',
    names: { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'Plain JavaScript' },
    fused: 'WebAssembly SIMD, fused multiply-add',
    executors: { plan: 'WebGPU, fused plan', tfjs: 'WebGPU, tfjs kernels' },
    refusals: {
      layer:
        'tfjs computes layer by layer here: slower, and just as exact. The fused plan does not know the layer “{{layer}}”.',
      memory:
        'tfjs computes layer by layer here: slower, and just as exact. A buffer of the fused plan would be larger than this GPU allows.',
      shaders:
        'tfjs computes layer by layer here: slower, and just as exact. This GPU’s driver did not take the fused plan’s shaders.',
    },
    software: 'emulated in software',
    title: 'What computes',
    device: 'Device',
    name: 'Backend',
    why: {
      'no-api':
        'This browser has no WebGPU, so WebAssembly computes on the processor. It is slower and just as exact.',
      'no-adapter':
        'The browser offers WebGPU but finds no graphics processor for it, so WebAssembly computes instead.',
      'device-failed':
        'The graphics processor was found but could not be started, so WebAssembly computes instead.',
      'software-adapter':
        'WebGPU is only emulated in software here, which is slower than WebAssembly, so WebAssembly computes.',
      'asked-for-other': 'This backend was asked for in the address (?backend=).',
    },
    fine: 'Chosen by itself: the fastest that this machine offers.',
  },
  bench: benchEn,
  privacy: {
    title: 'Nothing leaves this tab',
    lead: 'Faces, weights and camera pictures are read, computed and stored on this device only. There is no account and no server behind this page.',
    howTitle: 'How it is enforced',
    how: {
      policy: `The page is served with a content security policy whose connect-src is 'self': the browser itself refuses any request to another address.`,
      camera: 'Camera pictures are held in memory for one frame, then dropped. They are never stored.',
      storage:
        'Datasets and models lie in this browser’s storage for this site. Removing them here removes them. The page itself is kept there too, to open without a network.',
    },
    checkTitle: 'How to check it',
    check: {
      offline:
        'Switch off the network once the page has been open for a moment. Everything goes on, the camera too, and the page opens again without it.',
      network: 'Open the developer tools, tab Network: after loading, no request goes to another address.',
      policy: 'In the same tab, look at the response headers of the page: Content-Security-Policy.',
    },
  },
  stages: {
    data: 'Data',
    model: 'Model',
    train: 'Train',
    evaluate: 'Evaluate',
    live: 'Live',
    photos: 'Photos',
  },
  rail: {
    faces_one: '{{number}} face',
    faces_other: '{{number}} faces',
    none: 'nothing yet',
    importing: 'importing, {{percent}}',
    importingPlain: 'importing',
    sorting: 'sorting, {{percent}}',
    sorted_one: '{{number}} photo',
    sorted_other: '{{number}} photos',
    preparing: 'getting ready',
    epoch: 'epoch {{epoch}}',
    epochWith: 'epoch {{epoch}} · {{accuracy}}',
    trained_one: '{{number}} model',
    trained_other: '{{number}} models',
    evaluating: 'scoring',
    ready: 'ready',
    live: '{{fps}} frames/s',
    waitsForData: 'needs data',
    waitsForModel: 'needs a model',
    failed: 'needs attention',
  },
  labels: {
    angry: 'angry',
    disgust: 'disgust',
    fear: 'fear',
    happy: 'happy',
    sad: 'sad',
    surprise: 'surprise',
    neutral: 'neutral',
    smile: 'smile',
    unsmile: 'no smile',
  },
  looks: {
    angry: 'looks angry',
    disgust: 'looks disgusted',
    fear: 'looks afraid',
    happy: 'looks happy',
    sad: 'looks sad',
    surprise: 'looks surprised',
    neutral: 'looks neutral',
    smile: 'looks like a smile',
    unsmile: 'looks like no smile',
  },
  looksLike: 'looks like “{{label}}”',
  looksUnclear: 'unclear',
  splits: { train: 'training', validation: 'validation', test: 'test' },
  presets: {
    fast: 'Fast',
    balanced: 'Balanced',
    best: 'Best',
    'seed-cnn': 'Tutorial CNN',
    'smile-small': 'Smile S',
    'seed-smile': 'Tutorial smile',
  },
  which: { best: 'best epoch', last: 'last epoch' },
  drawn: {
    model: 'This model learnt from drawn faces. What it says about photographed people means little.',
    useOther: 'Use {{name}}',
    data: 'These faces are drawn by this page. No real person is in them.',
    train: 'The faces are drawn. Accuracy on them says nothing about photographed people.',
  },
  data: dataEn,
  explore: exploreEn,
  model: modelEn,
  recipe: recipeEn,
  train: trainEn,
  evaluate: evaluateEn,
  live: liveEn,
  imports: importsEn,
  tune: tuneEn,
  photos: photosEn,
  errors: errorsEn,
  errorNotice: { details: 'Code' },
};

/** Every text of the page. A language that lacks one does not compile. */
export type Messages = typeof en;
