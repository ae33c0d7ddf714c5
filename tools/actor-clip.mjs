/**
 * Films drawn actors for Chromium's fake camera: a Y4M clip, and beside it a JSON timeline with the true expression of
 * every frame. Each frame also says its own expression in a small code at its bottom edge, so that a test can read the
 * truth from whatever the page's <video> shows at that moment.
 *
 * node tools/actor-clip.mjs OUT.y4m
 * chromium --use-fake-ui-for-media-stream --use-fake-device-for-media-stream --use-file-for-fake-video-capture=OUT.y4m
 */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/**
 * @typedef {import('../src/shared/labels').Expression} Expression
 * @typedef {import('../src/shared/geometry').RgbaPicture} RgbaPicture
 * @typedef {{ actor: number, expression: Expression | null }} Scene one actor of the cast playing; null: an empty room
 * @typedef {{ width: number, height: number, fps: number, frames: (Expression | null)[] }} Timeline
 */

const WIDTH = 640;
const HEIGHT = 480;
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Writes FILE.y4m and FILE.json. The default, two actors with seven expressions each for 1.5 s at 15 frames per second,
 * is 142 MB, uncompressed as the format is.
 *
 * @param {{ file: string, seed?: number, seconds?: number, fps?: number, scenes?: readonly Scene[] }} options
 *   seconds: length of each scene
 * @returns {Promise<Timeline>}
 */
export async function makeActorClip({ file, seed = 11, seconds = 1.5, fps = 15, scenes }) {
  const studio = await openStudio();
  const script = scenes ?? defaultScenes(studio.EXPRESSIONS);
  const perScene = Math.max(1, Math.floor(seconds * fps));
  /** @type {(Expression | null)[]} */
  const frames = script.flatMap(({ expression }) => Array.from({ length: perScene }, () => expression));

  const clip = openSync(file, 'w');
  writeSync(clip, `YUV4MPEG2 W${WIDTH} H${HEIGHT} F${fps}:1 Ip A1:1 C420jpeg\n`);
  for (const [at, scene] of script.entries()) {
    for (let frame = 0; frame < perScene; frame += 1) {
      const picture = studio.film(seed, scene, at * perScene + frame);
      writeCode(picture, scene.expression === null ? EMPTY : studio.EXPRESSIONS.indexOf(scene.expression));
      writeSync(clip, 'FRAME\n');
      writeSync(clip, toYuv420(picture));
    }
  }
  closeSync(clip);

  const timeline = { width: WIDTH, height: HEIGHT, fps, frames };
  writeFileSync(file.replace(/(\.y4m)?$/, '.json'), JSON.stringify(timeline));
  return timeline;
}

/** @param {readonly Expression[]} expressions @returns {Scene[]} */
function defaultScenes(expressions) {
  return [0, 1].flatMap((actor) => expressions.map((expression) => ({ actor, expression })));
}

/** The drawing code is TypeScript, which Node 20 cannot load: Vite does. */
async function openStudio() {
  /** @type {typeof import('../src/data/actors/draw-frame')} */
  const { drawFrame } = await load('src/data/actors/draw-frame.ts');
  /** @type {typeof import('../src/data/actors/look')} */
  const { castActor } = await load('src/data/actors/look.ts');
  /** @type {typeof import('../src/shared/labels')} */
  const { EXPRESSIONS } = await load('src/shared/labels.ts');

  /** @param {number} seed @param {Scene} scene @param {number} at frames since the start: people never sit quite still */
  const film = (seed, { actor, expression }, at) => {
    const sway = (/** @type {number} */ period) => Math.sin((2 * Math.PI * at) / period);
    const face = {
      actor: castActor(seed, actor),
      expression: expression ?? 'neutral',
      centre: { x: 320 + 9 * sway(47), y: 232 + 5 * sway(31) },
      side: 250 + 7 * sway(73),
      roll: 0.06 * sway(61),
    };
    const faces = expression === null ? [] : [face];
    return drawFrame({ width: WIDTH, height: HEIGHT, faces, noiseSeed: at });
  };
  return { EXPRESSIONS, film };
}

/** @template Module @param {string} path @returns {Promise<Module>} */
async function load(path) {
  const { module } = await runnerImport(resolve(root, path), { root, configFile: false, logLevel: 'error' });
  return /** @type {Module} */ (module);
}

// The code: four blocks from the left of the bottom edge. The first is always white; the others are three bits, the
// highest first, of the expression's index in EXPRESSIONS, or 7 for an empty room.
const BLOCK = { width: 40, height: 24 };
const EMPTY = 7;

/** Middles of the four blocks, px of the frame: where a test has to look. */
export const CODE_SPOTS = [0, 1, 2, 3].map((block) => ({
  x: (block + 0.5) * BLOCK.width,
  y: HEIGHT - BLOCK.height / 2,
}));

/**
 * What the four blocks say.
 *
 * @param {readonly number[]} brightness of the four spots, 0..255
 * @returns {number | undefined} index into EXPRESSIONS; 7 for an empty room; undefined when this is no frame of a clip
 */
export function readCode(brightness) {
  const [isClip, ...bits] = brightness.map((value) => value > 127);
  return isClip ? bits.reduce((code, bit) => code * 2 + (bit ? 1 : 0), 0) : undefined;
}

/** @param {RgbaPicture} picture @param {number} code */
function writeCode({ width, height, data }, code) {
  [1, (code >> 2) & 1, (code >> 1) & 1, code & 1].forEach((bit, block) => {
    for (let y = height - BLOCK.height; y < height; y += 1) {
      const from = 4 * (y * width + block * BLOCK.width);
      data.fill(bit === 1 ? 255 : 0, from, from + 4 * BLOCK.width);
    }
  });
}

/**
 * Planes Y, U, V (ITU-R BT.601, video range: what Chromium takes a camera's frames for); colour at half the resolution.
 *
 * @param {RgbaPicture} picture @returns {Uint8Array}
 */
export function toYuv420({ width, height, data }) {
  const pixels = width * height;
  const yuv = new Uint8Array(pixels * 1.5);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = 4 * (y * width + x);
      const [r = 0, g = 0, b = 0] = [data[at], data[at + 1], data[at + 2]];
      yuv[y * width + x] = 16.5 + 0.257 * r + 0.504 * g + 0.098 * b;
      if (x % 2 === 1 || y % 2 === 1) continue;
      const half = pixels + (y / 2) * (width / 2) + x / 2;
      yuv[half] = 128.5 - 0.148 * r - 0.291 * g + 0.439 * b;
      yuv[half + pixels / 4] = 128.5 + 0.439 * r - 0.368 * g - 0.071 * b;
    }
  }
  return yuv;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file] = process.argv.slice(2);
  if (!file) throw new Error('Usage: node tools/actor-clip.mjs OUT.y4m');
  const { frames } = await makeActorClip({ file });
  console.log(`${file}: ${frames.length} frames`);
}
