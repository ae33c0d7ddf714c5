import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en, type Messages } from './locales/en';
import { zh } from './locales/zh';
import { recall, remember } from './remembered';

export const i18n = createInstance();

const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Messages };
  }
}

/** The remembered language, else the first of the browser's that we speak, else English. */
export function firstLanguage(browser: readonly string[] = navigator.languages): Language {
  const wanted = [recall('language') ?? '', ...browser].map((tag) => tag.slice(0, 2).toLowerCase());
  return LANGUAGES.find((language) => language === wanted.find(isLanguage)) ?? 'en';
}

function isLanguage(tag: string): tag is Language {
  return tag === 'en' || tag === 'zh';
}

/** The tag for <html lang> and for Intl. */
export function localeOf(language: string): 'en' | 'zh-CN' {
  return language === 'zh' ? 'zh-CN' : 'en';
}

export async function startLanguage(): Promise<void> {
  i18n.on('languageChanged', (language) => {
    document.documentElement.lang = localeOf(language);
  });
  await i18n.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'en',
    resources: { en: { translation: en }, zh: { translation: zh } },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
}

export async function switchLanguage(language: Language): Promise<void> {
  remember('language', language);
  await i18n.changeLanguage(language);
}
