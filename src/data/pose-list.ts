import type { Pose } from '../shared/dataset';

/** The file beside the pictures of a zip that says how each head is turned, in radians. */
export const POSE_LIST = 'pose.csv';
export const POSE_HEADER = 'file,yaw,pitch,roll\n';

/** One row of it. Quoted, since a label may hold a comma. */
export function poseRow(file: string, pose: Pose): string {
  return `"${file.replaceAll('"', '""')}",${pose.map(shortest).join(',')}\n`;
}

/** The shortest text of a number of 32 bits that gives it back: 7 digits mostly, never more than 9. */
function shortest(angle: number): string {
  const texts = [7, 8, 9].map((digits) => String(Number(angle.toPrecision(digits))));
  return texts.find((text) => Math.fround(Number(text)) === Math.fround(angle)) ?? String(angle);
}

const HEADER = /^\uFEFF?file,yaw,pitch,roll\r?\n/;
const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/.source;
const LONGEST_NAME = 1024; // characters, twice what one in an archive may have; without an end the stack would overflow
// Sticky, so that a hostile file is gone through once; a spreadsheet takes off the quotes it does not need.
const ROW = new RegExp(
  `(?:"((?:[^"]|""){0,${LONGEST_NAME}})"|([^",\\r\\n]+)),(${NUMBER}),(${NUMBER}),(${NUMBER})(?:\\r?\\n|$)`,
  'iy',
);

interface PoseList {
  readonly poses: ReadonlyMap<string, Pose>; // by file, as the list has it
  /** The first row that cannot be read, the header is row 1; what follows it is not read. */
  readonly badRow?: number;
}

/** @returns undefined for any other file */
export function readPoseList(text: string): PoseList | undefined {
  const header = HEADER.exec(text)?.[0];
  if (header === undefined) return undefined;
  const poses = new Map<string, Pose>();
  const row = new RegExp(ROW);
  row.lastIndex = header.length;
  for (let number = 2; row.lastIndex < text.length; number += 1) {
    const [, quoted, plain = '', ...angles] = row.exec(text) ?? [];
    const [yaw = NaN, pitch = NaN, roll = NaN] = angles.map((angle) => Math.fround(Number(angle)));
    if (![yaw, pitch, roll].every(Number.isFinite)) return { poses, badRow: number };
    poses.set(quoted?.replaceAll('""', '"') ?? plain, [yaw, pitch, roll]);
  }
  return { poses };
}
