/**
 * Films scenes of drawn actors (actor-scenes.ts) for Chromium's fake camera: a Y4M clip, and beside it a JSON timeline with
 * the true expression of every frame, of the first face in it. Each frame also says its own expression in a small code at its bottom edge, so that a test can read the
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
 * @typedef {import('./actor-scenes').Scene} Scene
 * @typedef {{ width: number, height: number, fps: number, frames: (Expression | null)[] }} Timeline
 */

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
  /** @param {Scene} scene */
  const expressionIn = ({ faces }) => faces[0]?.expression ?? null;
  const frames = script.flatMap((scene) => Array.from({ length: perScene }, () => expressionIn(scene)));

  const { width, height } = studio.FRAME;
  const clip = openSync(file, 'w');
  writeSync(clip, `YUV4MPEG2 W${width} H${height} F${fps}:1 Ip A1:1 C420jpeg\n`);
  for (const [at, scene] of script.entries()) {
    const expression = expressionIn(scene);
    for (let frame = 0; frame < perScene; frame += 1) {
      const moment = { at: at * perScene + frame, share: frame / perScene };
      const picture = studio.filmScene({ scene, seed, ...moment });
      // A covered camera shows no code either.
      if (scene.camera !== 'covered')
        writeCode(picture, expression === null ? EMPTY : studio.EXPRESSIONS.indexOf(expression));
      writeSync(clip, 'FRAME\n');
      writeSync(clip, toYuv420(picture));
    }
  }
  closeSync(clip);

  const timeline = { width, height, fps, frames };
  writeFileSync(file.replace(/(\.y4m)?$/, '.json'), JSON.stringify(timeline));
  return timeline;
}

/** @param {readonly Expression[]} expressions @returns {Scene[]} */
function defaultScenes(expressions) {
  return [0, 1].flatMap((actor) => expressions.map((expression) => ({ faces: [{ actor, expression }] })));
}

/** The drawing code is TypeScript, which Node 20 cannot load: Vite does. */
async function openStudio() {
  /** @type {typeof import('./actor-scenes')} */
  const { FRAME, filmScene } = await load('tools/actor-scenes.ts');
  /** @type {typeof import('../src/shared/labels')} */
  const { EXPRESSIONS } = await load('src/shared/labels.ts');
  return { EXPRESSIONS, FRAME, filmScene };
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
const FRAME_HEIGHT = 480;

/** Middles of the four blocks, px of the frame: where a test has to look. */
export const CODE_SPOTS = [0, 1, 2, 3].map((block) => ({
  x: (block + 0.5) * BLOCK.width,
  y: FRAME_HEIGHT - BLOCK.height / 2,
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
