import { useState } from 'react';
import { type Language, switchLanguage } from '../i18n';
import { useSession } from '../session';
import { applyTheme, nextTheme, rememberedTheme } from '../theme';
import { useWords } from '../words';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { FigureList } from './Figure';
import { ChipIcon, LockIcon, Mark, ThemeIcon } from './icons';

export function Header() {
  return (
    <header className="header">
      <a className="wordmark" href="#/data">
        <Mark />
        <span>Mien</span>
      </a>
      <div className="header-chips">
        <BackendChip />
        <PrivacyChip />
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </header>
  );
}

/** What compute/ calls this device, in runs as well; a person reads it in words. */
const FUSED = 'WebAssembly SIMD, fused';

/** What computes, and why that. */
function BackendChip() {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const backend = useSession((state) => state.backend);
  const info = backend.status === 'ready' ? backend.value : undefined;
  const name = info && t(`backend.names.${info.name}`);
  const text = name ?? (backend.status === 'failed' ? t('backend.failed') : t('backend.starting'));
  return (
    <>
      <Button look="quiet" label={`${t('backend.title')}: ${text}`} onPress={() => setOpen(true)}>
        <ChipIcon />
        <span className={`chip-text chip-state-${backend.status}`}>{text}</span>
      </Button>
      <Dialog title={t('backend.title')} isOpen={isOpen} onClose={() => setOpen(false)}>
        {info ? (
          <>
            <FigureList
              look="column"
              items={[
                { term: t('backend.name'), figure: name },
                {
                  term: t('backend.device'),
                  figure: info.device === FUSED ? t('backend.fused') : info.device,
                  ...(info.isSoftware && { note: t('backend.software') }),
                },
              ]}
            />
            <p>{info.whyNotWebGpu ? t(`backend.why.${info.whyNotWebGpu}`) : t('backend.fine')}</p>
            <p>
              <a href="./bench/">{t('bench.link')}</a>
            </p>
          </>
        ) : (
          <p>{text}</p>
        )}
        <div className="dialog-actions">
          <Button onPress={() => setOpen(false)}>{t('app.close')}</Button>
        </div>
      </Dialog>
    </>
  );
}

function PrivacyChip() {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" label={t('app.privacyChip')} onPress={() => setOpen(true)}>
        <LockIcon />
        <span className="chip-text chip-text-wide">{t('app.privacyChip')}</span>
      </Button>
      <Dialog title={t('privacy.title')} isOpen={isOpen} onClose={() => setOpen(false)}>
        <p>{t('privacy.lead')}</p>
        <h3>{t('privacy.howTitle')}</h3>
        <ul>
          <li>{t('privacy.how.policy')}</li>
          <li>{t('privacy.how.camera')}</li>
          <li>{t('privacy.how.storage')}</li>
        </ul>
        <h3>{t('privacy.checkTitle')}</h3>
        <ul>
          <li>{t('privacy.check.offline')}</li>
          <li>{t('privacy.check.network')}</li>
          <li>{t('privacy.check.policy')}</li>
        </ul>
        <div className="dialog-actions">
          <Button onPress={() => setOpen(false)}>{t('app.close')}</Button>
        </div>
      </Dialog>
    </>
  );
}

export function LanguageSwitch() {
  const { t, language } = useWords();
  const other: Language = language === 'zh' ? 'en' : 'zh';
  return (
    <Button look="quiet" onPress={() => void switchLanguage(other)}>
      <span lang={other === 'zh' ? 'zh-CN' : 'en'}>{t('app.otherLanguage')}</span>
    </Button>
  );
}

export function ThemeSwitch() {
  const { t } = useWords();
  const [theme, setTheme] = useState(rememberedTheme);
  return (
    <Button
      look="quiet"
      label={t(`app.themes.${theme}`)}
      onPress={() => {
        applyTheme(nextTheme(theme));
        setTheme(nextTheme(theme));
      }}
    >
      <ThemeIcon theme={theme} />
    </Button>
  );
}
