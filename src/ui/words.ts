import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetKind } from '../shared/dataset';
import type { RunPlace, RunRecord } from '../storage/run-store';
import type { ModelCard } from '../shared/model-card';
import { localeOf } from './i18n';
import { en } from './locales/en';
import { type NumberWriter, numberWriter } from './numbers';

/** Everything a part needs to speak: texts, numbers, and names of labels. */
export interface Words {
  readonly t: TFunction;
  readonly n: NumberWriter;
  readonly language: string;
  /** The name of a label in the user's language; labels nobody foresaw stay as they are. */
  label(label: string): string;
  /** The drawn samples are named in the user's language; a file keeps its own name. */
  datasetName(dataset: { readonly kind: DatasetKind; readonly name: string }): string;
  modelName(
    card: Pick<ModelCard, 'preset'> & {
      readonly id?: string;
      readonly trained: Pick<ModelCard['trained'], 'datasetKind' | 'datasetName'>;
    },
  ): string;
  /** What the user called it; else what it trains. */
  runName(run: Pick<RunRecord, 'name' | 'template'>): string;
  /** Where a run stands: at an epoch's beginning no step is named. */
  place(place: Pick<RunPlace, 'epoch' | 'step'>): string;
  /** Sentences one after the other; Chinese sets no space between them. */
  sentences(...sentences: readonly (string | false)[]): string;
  /** "looks happy", or "unclear", which names no expression. Never a statement of what somebody feels. */
  looks(label: string, isClear: boolean): string;
}

type KnownLabel = keyof typeof en.labels;

function isKnown(label: string): label is KnownLabel {
  return Object.hasOwn(en.labels, label);
}

export function useWords(): Words {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(() => {
    const name = (label: string) => (isKnown(label) ? t(`labels.${label}`) : label);
    const datasetName: Words['datasetName'] = (dataset) =>
      dataset.kind === 'sample' ? t('data.sampleName') : dataset.name;
    const modelName: Words['modelName'] = ({ id, preset, trained }) => {
      const plain = `${t(`presets.${preset}`)} · ${datasetName({ kind: trained.datasetKind, name: trained.datasetName })}`;
      // What came with the page is always named as such.
      return id?.startsWith('box-') ? t('evaluate.builtIn', { name: plain }) : plain;
    };
    const looks = (label: string) => (isKnown(label) ? t(`looks.${label}`) : t('looksLike', { label }));
    const n = numberWriter(localeOf(language));
    return {
      t,
      n,
      language,
      label: name,
      datasetName,
      modelName,
      runName: (run) => (run.name === run.template.name ? modelName(run.template) : run.name),
      place: ({ epoch, step }) =>
        t(`train.place.${step === 0 ? 'epoch' : 'step'}`, { epoch: n.count(epoch), step: n.count(step) }),
      sentences: (...sentences) =>
        sentences.filter((sentence) => sentence !== false).join(language === 'zh' ? '' : ' '),
      looks: (label, isClear) => (isClear ? looks(label) : t('looksUnclear')),
    };
  }, [t, language]);
}
