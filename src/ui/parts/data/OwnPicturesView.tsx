import { useState } from 'react';
import {
  addPictures,
  isClassName,
  lookAtOwn,
  removeClass,
  stopSorting,
} from '../../actions/own-pictures-actions';
import type { OwnPictures } from '../../session';
import { useWords } from '../../words';
import { Button, FileButton } from '../Button';
import { Section } from '../Section';
import { TextInput } from '../TextInput';

const ACCEPTED = 'image/png,image/jpeg,image/webp,image/bmp,.heic,.heif';

/** The page's action while pictures are sorted: look at what they make. */
export function LookAtOwnButton({ own: { classes, waiting } }: { readonly own: OwnPictures }) {
  const { t } = useWords();
  return (
    <Button
      look="primary"
      isDisabled={classes.length < 2 || waiting.length > 0}
      onPress={() => void lookAtOwn(t('imports.own.datasetName'))}
    >
      {t('imports.own.go')}
    </Button>
  );
}

/** Loose pictures, sorted into expressions that the user names. */
export function OwnPicturesView({ own: { classes, waiting } }: { readonly own: OwnPictures }) {
  const { t, n } = useWords();
  const [name, setName] = useState('');
  const label = name.trim();
  const isBad = label !== '' && !isClassName(label);
  const canAdd = label !== '' && !isBad;

  function add(files: readonly File[]): void {
    addPictures(label, files);
    setName('');
  }

  return (
    <Section
      title={t('imports.own.title')}
      note={t('imports.own.text')}
      aside={<Button onPress={stopSorting}>{t('app.cancel')}</Button>}
      className="own-pictures"
    >
      {waiting.length > 0 && (
        <p role="status">
          {t('imports.own.waiting', { count: waiting.length, number: n.count(waiting.length) })}
        </p>
      )}
      <div className="own-form">
        <TextInput
          label={t('imports.own.name')}
          value={name}
          isInvalid={isBad}
          hint={isBad ? t('imports.own.badName') : undefined}
          onChange={setName}
          onEnter={() => canAdd && waiting.length > 0 && add([])}
        />
        {waiting.length > 0 ? (
          <Button isDisabled={!canAdd} onPress={() => add([])}>
            {t('imports.own.addWaiting')}
          </Button>
        ) : (
          <FileButton
            purpose="own-pictures"
            accept={ACCEPTED}
            allowsSeveral
            isDisabled={!canAdd}
            onFiles={add}
          >
            {t('imports.own.add')}
          </FileButton>
        )}
      </div>
      {classes.length > 0 && (
        <ul className="stored" aria-label={t('imports.own.classes')}>
          {classes.map((known) => (
            <li key={known.label}>
              <span className="stored-words">
                <span className="stored-name">{known.label}</span>
                <span className="note">
                  {t('imports.own.pictures', {
                    count: known.files.length,
                    number: n.count(known.files.length),
                  })}
                </span>
              </span>
              <Button
                look="quiet"
                label={t('imports.own.remove', { name: known.label })}
                onPress={() => removeClass(known.label)}
              >
                {t('data.stored.removeAction')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
