import { useEffect, useRef, useState } from 'react';

interface PoliteStatusProps {
  readonly text: string;
  /** At least this long between two announcements, so that a screen reader can finish. */
  readonly everyMs: number;
}

/** Text for screen readers, said politely and not too often. */
export function PoliteStatus({ text, everyMs }: PoliteStatusProps) {
  const [said, setSaid] = useState('');
  const saidAtMs = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, saidAtMs.current + everyMs - performance.now());
    const timer = setTimeout(() => {
      saidAtMs.current = performance.now();
      setSaid(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text, everyMs]);
  return (
    <p className="sr-only" aria-live="polite">
      {said}
    </p>
  );
}
