import './styles/font.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/parts.css';
import './styles/pages.css';
import './styles/explore.css';
import './styles/data.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { restoreSession } from './actions/start';
import { App } from './App';
import { startLanguage } from './i18n';
import { askBeforeLeaving } from './leave-guard';
import { loadAhead } from './load-ahead';
import { applyTheme, rememberedTheme } from './theme';

applyTheme(rememberedTheme());
await startLanguage();
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
askBeforeLeaving(window);
void restoreSession().then(loadAhead);
