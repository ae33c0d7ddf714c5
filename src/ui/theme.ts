import { recall, remember } from './remembered';

const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export function rememberedTheme(): Theme {
  const theme = recall('theme');
  return THEMES.find((known) => known === theme) ?? 'auto';
}

/** Puts the theme on the root element, where the style sheet reads it; 'auto' follows the system. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  remember('theme', theme);
}

export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
}
