import type { TFunction } from 'i18next';
import type { NetworkDescription } from '../../model/presets';

/** The network with its layers named in the user's language: "conv 5 × 5 / 2" becomes "卷积 5 × 5 / 2". */
export function namedLayers(network: NetworkDescription, t: TFunction): NetworkDescription {
  const layers = network.layers.map((layer) => ({
    ...layer,
    name: `${t(`model.kinds.${layer.kind}`)}${sizeIn(layer.name)}`,
  }));
  return { ...network, layers };
}

/** The size behind a layer's kind, with the space before it; empty without one. */
function sizeIn(name: string): string {
  return / \d.*$/.exec(name)?.[0] ?? '';
}
