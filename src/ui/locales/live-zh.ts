import type { besideEn } from './live-en';

export const besideZh: Record<keyof typeof besideEn, string> = {
  begins: '训练正在同时进行。为给训练留出算力，读取画面的频率有所降低。',
  kept: '训练正在同时进行，速度为之前的 {{percent}}。为给训练留出算力，读取画面的频率有所降低。',
  slowed: '同时进行的训练已降到原速度的 {{percent}}。在此停止，即可把全部算力留给训练。',
};
