import { type RefObject, useRef, useState } from 'react';
import type { NetworkDescription } from '../../model/presets';
import { type Failure, toFailure } from '../../shared/errors';
import { type DrawingFile, drawingFile, pictureOf } from '../drawing-file';
import { saveFile } from '../save-file';
import { useWords } from '../words';
import { Button } from './Button';
import { ErrorNotice } from './ErrorNotice';
import { namedLayers } from './layer-names';
import { NetworkDrawing } from './NetworkDrawing';
import { Section } from './Section';

const PIXELS_PER_UNIT = 3; // sharp on paper and on dense screens

/** The network drawn, to look at and to take away. */
export function NetworkSection({ network }: { readonly network: NetworkDescription }) {
  const { t, sentences } = useWords();
  const drawing = useRef<SVGSVGElement>(null);
  return (
    <Section
      title={t('model.drawingTitle')}
      note={sentences(
        t('model.drawingNote'),
        t('tune.diagram.note'),
        t(`model.scaling.${network.input.scaling}`),
      )}
    >
      <NetworkDrawing ref={drawing} network={namedLayers(network, t)} />
      <SaveDrawing drawing={drawing} name={`mien-${network.preset}`} />
    </Section>
  );
}

const FORMATS = {
  svg: async ({ text }: DrawingFile) => new Blob([text], { type: 'image/svg+xml' }),
  png: async (file: DrawingFile) => pictureOf(file, PIXELS_PER_UNIT),
} as const;
type Format = keyof typeof FORMATS;

function SaveDrawing({
  drawing,
  name,
}: {
  readonly drawing: RefObject<SVGSVGElement | null>;
  readonly name: string;
}) {
  const { t } = useWords();
  const [failure, setFailure] = useState<Failure>();
  const save = async (format: Format) => {
    if (!drawing.current) return;
    const ground = getComputedStyle(document.documentElement).getPropertyValue('--raised');
    try {
      const blob = await FORMATS[format](drawingFile(drawing.current, ground));
      saveFile({ name: `${name}.${format}`, blob });
      setFailure(undefined);
    } catch (error) {
      setFailure(toFailure(error));
    }
  };
  return (
    <>
      <div className="row">
        {(['svg', 'png'] as const).map((format) => (
          <Button key={format} label={t(`tune.diagram.saveLong.${format}`)} onPress={() => void save(format)}>
            {t(`tune.diagram.save.${format}`)}
          </Button>
        ))}
      </div>
      {failure && <ErrorNotice failure={failure} />}
    </>
  );
}
