import { drawFace48 } from '../../../src/data/actors/draw-face';
import { drawFrame } from '../../../src/data/actors/draw-frame';
import { castActor } from '../../../src/data/actors/look';
import { EXPRESSIONS } from '../../../src/shared/labels';

/**
 * SHA-256 of what the actors look like: the fourteen faces of two actors, then one frame. Equal in Node and in browsers.
 * A change of the drawing changes it on purpose; then take over the new value.
 */
export const DRAWN_SHA256 = '047c4701ddbae771ea065feca4a14f2b7fbc4f91d8c0aad33861d7c92ee3ce9e';

export async function drawnSha256(): Promise<string> {
  const faces = [0, 1].flatMap((actor) => EXPRESSIONS.map((expression) => drawFace48(1, actor, expression)));
  const face = { expression: 'happy', centre: { x: 150, y: 130 }, side: 170, roll: 0.2 } as const;
  const frame = drawFrame({
    width: 320,
    height: 240,
    faces: [{ ...face, actor: castActor(1, 2) }],
    noiseSeed: 3,
  });
  const bytes = await new Blob([...faces, new Uint8Array(frame.data)]).arrayBuffer();
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
