/** A picture whose grey levels deviate less is blank. FER2013's are 0; its next picture has 16. */
const BLANK_DEVIATION = 4; // grey levels of 255

/**
 * A picture of which more is one grey (give or take 2 levels) is flat. Of the 30 in FER2013's two parts that we have,
 * 22 are text, warning signs and code patterns, the others faces burnt out to a few lines.
 */
const FLAT_SHARE = 0.8;
const SAME_GREY = 2; // levels to either side

type Emptiness = 'blank' | 'flat' | undefined;

/** @param sketch grey pixels, in any order */
export function emptinessOf(sketch: Uint8Array): Emptiness {
  const levels = new Uint32Array(256);
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < sketch.length; at += 1) {
    const level = sketch[at] as number;
    levels[level] = (levels[level] as number) + 1;
    sum += level;
    squares += level * level;
  }
  const variance = squares / sketch.length - (sum / sketch.length) ** 2;
  if (variance < BLANK_DEVIATION ** 2) return 'blank';
  return mostAround(levels) > FLAT_SHARE * sketch.length ? 'flat' : undefined;
}

/** The largest number of pixels within 2 levels of one level. */
function mostAround(levels: Uint32Array): number {
  let most = 0;
  for (let level = 0; level < levels.length; level += 1) {
    let around = 0;
    for (let near = Math.max(0, level - SAME_GREY); near <= Math.min(255, level + SAME_GREY); near += 1)
      around += levels[near] as number;
    most = Math.max(most, around);
  }
  return most;
}
