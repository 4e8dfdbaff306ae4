import { useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { Refusal } from '../shared/api.ts';
import { Button } from '../shared/button.tsx';
import { Checkbox, Overlay, TextField } from '../shared/controls.tsx';
import { useWrite } from '../shared/reading.tsx';
import type { NewSavedView } from '../shared/routes.ts';
import { words } from './words.ts';

/** Keeps what is on the screen under a name. */
export default function NameView({ onClose }: { readonly onClose: () => void }) {
  const { pathname: path, search } = useLocation();
  const [name, setName] = useState('');
  const [isShared, share] = useState(false);
  const keep = useWrite('POST /saved-views');
  return (
    <Overlay title={words.saveView} closeLabel={words.close} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() === '') return;
          const body = { name, path, search: search as NewSavedView['search'], isShared };
          keep.mutate({ body }, { onSuccess: onClose });
        }}
      >
        <TextField
          label={words.viewName}
          hint={words.viewNameHint}
          value={name}
          onChange={setName}
          maxLength={60}
          autoFocus
          isRequired
        />
        <Checkbox value={isShared} onChange={share}>
          {words.shareView}
        </Checkbox>
        {keep.error !== null && (
          <p role="alert" className="note bad">
            {keep.error instanceof Refusal
              ? (keep.error.problem.detail ?? keep.error.message)
              : words.reading.failed}
          </p>
        )}
        <footer className="actions">
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button type="submit" look="main" isDisabled={name.trim() === ''} isPending={keep.isPending}>
            {words.save}
          </Button>
        </footer>
      </form>
    </Overlay>
  );
}
