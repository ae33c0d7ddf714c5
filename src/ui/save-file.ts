/** Hands a file to the browser's downloads. */
export function saveFile({ name, blob }: { readonly name: string; readonly blob: Blob }): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken the blob once the click returned; a minute is for slow disks.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
