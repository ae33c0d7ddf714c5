import { useEffect, useState } from 'react';
import type { PhotoReading } from '../../../photos/read-photos';

/** The small picture of a photo; a dash for one that could not be read. */
export function Thumbnail({ photo }: { readonly photo: PhotoReading }) {
  const blob = photo.kind === 'read' ? photo.thumbnail : undefined;
  const url = useObjectUrl(blob);
  if (url === undefined) return <span className="photo-none">–</span>;
  return <img src={url} alt="" draggable={false} />;
}

/** An address for a blob, given back when it is no longer shown. */
export function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    // oxlint-disable-next-line react/set-state-in-effect -- an address must be given back, which only an effect can do
    setUrl(made);
    return () => {
      setUrl(undefined);
      URL.revokeObjectURL(made);
    };
  }, [blob]);
  return url;
}
