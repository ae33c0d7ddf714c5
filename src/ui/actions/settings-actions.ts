import { type KeptSettings, readSettings, settingsText } from '../kept-settings';
import { recall, remember } from '../remembered';
import { type Session, session } from '../session';

/** The network that was chosen before the reload; the settings follow once their dataset is in use again. */
export function bringBackPreset(): KeptSettings | undefined {
  const kept = readSettings(recall('settings'));
  if (kept) session.setState({ preset: kept.preset });
  return kept;
}

/** The settings as they were before the reload, where they are for the dataset in use. */
export function bringBackSettings(kept: KeptSettings | undefined): void {
  const { datasetId, preset } = session.getState();
  if (!kept || kept.datasetId !== datasetId || kept.preset !== preset) return;
  session.setState({ recipe: kept.recipe, start: kept.start });
}

const KEPT = [
  'preset',
  'datasetId',
  'recipe',
  'start',
  'presets',
] as const satisfies readonly (keyof Session)[];

/** To be called once: from now on what is set is there again after a reload. */
export function keepSettings(): void {
  session.subscribe((state, before) => {
    if (KEPT.some((part) => state[part] !== before[part])) remember('settings', settingsText(state));
  });
}
