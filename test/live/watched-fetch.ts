// Imported before anything that fetches: counts the starts of the face detector, and lets a test break it.
const original = self.fetch;
let isBroken = false;
let detectorStarts = 0;

self.fetch = async (...request) => {
  const [target] = request;
  const address = target instanceof Request ? target.url : String(target);
  if (!address.includes('blaze_face')) return original(...request);
  detectorStarts += 1;
  if (isBroken) throw new TypeError('the detector is away');
  return original(...request);
};

export function countDetectorStarts(): number {
  return detectorStarts;
}

export function breakDetector(): void {
  isBroken = true;
}
