import '../styles/font.css';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/frame.css';
import '../styles/parts.css';
import '../styles/pages.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLanguage } from '../i18n';
import { applyTheme, rememberedTheme } from '../theme';
import { BenchPage } from './BenchPage';

applyTheme(rememberedTheme());
await startLanguage();
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <BenchPage />
    </StrictMode>,
  );
