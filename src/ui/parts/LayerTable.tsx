import type { NetworkDescription } from '../../model/presets';
import { useWords } from '../words';
import { Figure } from './Figure';
import { shapeText } from './NetworkDrawing';

export function LayerTable({ network }: { readonly network: NetworkDescription }) {
  const { t } = useWords();
  return (
    <table className="numbers layer-table">
      <caption className="sr-only">{t('model.caption', { name: t(`presets.${network.preset}`) })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('model.layer')}</th>
          <th scope="col">{t('model.shape')}</th>
          <th scope="col">{t('model.parameters')}</th>
          <th scope="col">{t('model.operations')}</th>
        </tr>
      </thead>
      <tbody>
        {network.layers.map((layer, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a layer is known by its place, and places do not move
          <tr key={index} data-kind={layer.kind}>
            <th scope="row">{layer.name}</th>
            <td>{shapeText(layer.outputShape)}</td>
            <td>
              <Figure value={layer.parameters}>
                {layer.parameters === 0 ? '–' : <CountThatFits value={layer.parameters} />}
              </Figure>
            </td>
            <td>
              <Figure value={layer.multiplyAccumulates}>
                {layer.multiplyAccumulates === 0 ? '–' : <CountThatFits value={layer.multiplyAccumulates} />}
              </Figure>
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            {t('model.total')}
          </th>
          <td>
            <Figure name="network-parameters" value={network.parameters}>
              <CountThatFits value={network.parameters} />
            </Figure>
          </td>
          <td>
            <Figure name="network-operations" value={network.multiplyAccumulates}>
              <CountThatFits value={network.multiplyAccumulates} />
            </Figure>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

/** To the last digit where there is room; on phones short: 2.6 M. */
function CountThatFits({ value }: { readonly value: number }) {
  const { n } = useWords();
  return (
    <>
      <span className="wide-only">{n.count(value)}</span>
      <span className="narrow-only">{n.short(value)}</span>
    </>
  );
}
