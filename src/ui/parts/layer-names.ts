import type { TFunction } from 'i18next';
import type { NetworkDescription } from '../../model/presets';

/**
 * The network with its layers named in the user's language: "conv 5 × 5 / 2" becomes "卷积 5 × 5 / 2".
 *
 * @param dropout rate that a recipe sets for all dropout layers
 */
export function namedLayers(network: NetworkDescription, t: TFunction, dropout?: number): NetworkDescription {
  const layers = network.layers.map((layer) => {
    const rate = layer.kind === 'dropout' && dropout !== undefined ? ` ${dropout}` : sizeIn(layer.name);
    return { ...layer, name: `${t(`model.kinds.${layer.kind}`)}${rate}` };
  });
  return { ...network, layers };
}

/** The size behind a layer's kind, with the space before it; empty without one. */
function sizeIn(name: string): string {
  return / \d.*$/.exec(name)?.[0] ?? '';
}
