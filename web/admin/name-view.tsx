import { useState } from 'react';
import { Button } from '../shared/button.tsx';
import { Overlay, TextField } from '../shared/controls.tsx';
import { words } from './words.ts';

export default function NameView({
  onName,
  onClose,
}: {
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState('');
  return (
    <Overlay title={words.saveView} closeLabel={words.close} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') onName(name.trim());
        }}
      >
        <TextField
          label={words.viewName}
          value={name}
          onChange={setName}
          maxLength={60}
          autoFocus
          isRequired
        />
        <footer className="actions">
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button type="submit" look="main" isDisabled={name.trim() === ''}>
            {words.save}
          </Button>
        </footer>
      </form>
    </Overlay>
  );
}
