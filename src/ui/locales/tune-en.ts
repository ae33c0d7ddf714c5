/** Starting from a model instead of fresh weights. */
export const tuneEn = {
  start: 'Start from',
  fresh: 'Fresh weights, drawn by the seed',
  gentle: 'What is learned already is only adjusted: the learning rate begins at a tenth of the usual.',
  sameLabels: 'The model knows these expressions. All its layers are kept.',
  newHead:
    'The model knows other expressions: {{known}}. Its trunk is kept; the last layer is made anew for {{wanted}}.',
  unfit_one: '{{number}} stored model expects pictures of another size, so it cannot be the start here.',
  unfit_other: '{{number}} stored models expect pictures of another size, so they cannot be the start here.',
  frozen: 'Freeze the trunk',
  frozenNote:
    'Only the last layer learns. All before it stays as it is, to the bit: batch norm by its stored averages, no dropout.',
  dropout: 'Dropout rate of all layers',
  dropoutHint: 'Empty: each layer’s own; 0: off',
  diagram: {
    note: 'Under each stand its layer, its shape and its parameters. What an arc carries past a branch is added where it ends.',
    parameters_one: '{{number}} parameter',
    parameters_other: '{{number}} parameters',
    skips_one: '{{count}} arc around a residual branch',
    skips_other: '{{count}} arcs around residual branches',
    save: { svg: 'Save as SVG', png: 'Save as PNG' },
    saveLong: {
      svg: 'Save as SVG: the drawing of the network',
      png: 'Save as PNG: the drawing of the network',
    },
  },
  card: {
    startedFrom: 'Started from',
    newHead: 'Last layer made anew, for other expressions.',
    frozen: 'Only the last layer was trained.',
  },
  heldOut:
    'Not proven held out: the model was started from one that learnt from other faces, and which ones cannot be recomputed here.',
};
