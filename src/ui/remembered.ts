// Small choices (language, theme, chosen dataset, settings of a training) outlive the tab in localStorage. It can be switched off; then
// the choice lasts as long as the page, which is no reason to fail.

type RememberedName =
  'autoResume' | 'language' | 'theme' | 'dataset' | 'model' | 'settings' | 'consent' | 'askedToPersist';

export function recall(name: RememberedName): string | undefined {
  try {
    return localStorage.getItem(`mien-${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(name: RememberedName, value: string): void {
  try {
    localStorage.setItem(`mien-${name}`, value);
  } catch {
    // Storage is off: see above.
  }
}
