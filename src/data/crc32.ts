/** [4][256]: the checksum of a byte, and of one with one, two, three zeros behind it. */
const [LAST, THIRD, SECOND, FIRST] = tables();

function tables(): readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array] {
  const last = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  const before = (table: Uint32Array) => table.map((value) => (last[value & 0xff] as number) ^ (value >>> 8));
  const third = before(last);
  const second = before(third);
  return [last, third, second, before(second)];
}

/**
 * The checksum of zip, gzip and PNG (ISO 3309, polynomial 0xEDB88320), four bytes at a time.
 *
 * @param before the checksum of the bytes before these, where they come in pieces
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let value = ~before;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    value =
      (FIRST[(value ^ (bytes[at] as number)) & 0xff] as number) ^
      (SECOND[((value >>> 8) ^ (bytes[at + 1] as number)) & 0xff] as number) ^
      (THIRD[((value >>> 16) ^ (bytes[at + 2] as number)) & 0xff] as number) ^
      (LAST[(value >>> 24) ^ (bytes[at + 3] as number)] as number);
  }
  for (; at < bytes.length; at += 1)
    value = (LAST[(value ^ (bytes[at] as number)) & 0xff] as number) ^ (value >>> 8);
  return ~value >>> 0;
}
