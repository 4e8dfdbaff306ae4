import { type RefObject, useDeferredValue, useEffect } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Header } from 'react-aria-components/Header';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { SearchField } from 'react-aria-components/SearchField';
import { Text } from 'react-aria-components/Text';
import { usePages } from '../shared/reading.tsx';
import { places } from './places/index.ts';
import { isAddress, placeOfId } from './seek-places.ts';
import { useMay } from './who.ts';
import { words } from './words.ts';

/** Every place, and every subscriber by whatever the caller says. */
export default function Seek({
  typed,
  onType,
  here,
  onGo,
  onClose,
}: Typing & {
  /** Whether what is typed comes here by itself. */
  readonly here: RefObject<boolean>;
  readonly onGo: (to: string) => void;
  readonly onClose: () => void;
}) {
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, [here]);
  return (
    <ModalOverlay className="overlay top" isOpen isDismissable onOpenChange={(isOpen) => isOpen || onClose()}>
      <Modal className="modal">
        <Dialog className="palette" aria-label="Search and go">
          <Found typed={typed} onType={onType} onGo={onGo} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface Typing {
  readonly typed: string;
  readonly onType: (typed: string) => void;
}

function Found({ typed, onType, onGo }: Typing & { readonly onGo: (to: string) => void }) {
  const sought = typed.trim();
  const q = useDeferredValue(sought);
  const may = useMay();
  const found = usePages('GET /subscribers', { query: { limit: 8, q } }, { enabled: q.length > 1 });
  const known = placeOfId(sought);
  const fitting = places.filter(
    ({ name, permission }) =>
      name !== undefined &&
      (permission === undefined || may(permission)) &&
      name.toLowerCase().includes(sought.toLowerCase()),
  );
  return (
    <Autocomplete inputValue={typed} onInputChange={onType}>
      <SearchField aria-label="Search and go" autoFocus>
        <Input className="input" placeholder={`Go to … or ${words.searchHint.toLowerCase()}`} />
      </SearchField>
      <Menu
        className="list"
        aria-label="Found"
        onAction={(key) => onGo(String(key))}
        renderEmptyState={() => <p className="note">{words.noneFound(sought)}</p>}
      >
        {known !== undefined && (
          <MenuItem id={known} className="option" textValue={sought}>
            <Text slot="label">Open {sought}</Text>
          </MenuItem>
        )}
        {isAddress(sought) && may('network:read') && (
          <MenuItem
            id={`/network/addresses?address=${encodeURIComponent(sought)}`}
            className="option"
            textValue={sought}
          >
            <Text slot="label">Who has {sought}</Text>
          </MenuItem>
        )}
        {q.length > 1 && found.items.length > 0 && (
          <MenuSection>
            <Header className="hint">Subscribers</Header>
            {found.items.map(({ id, name, number, emails, phones }) => (
              <MenuItem key={id} id={`/subscribers/${id}`} className="option" textValue={name}>
                <Text slot="label">{name}</Text>
                <Text slot="description" className="hint">
                  {[number, emails[0], phones[0]].filter((one) => one !== undefined).join(' · ')}
                </Text>
              </MenuItem>
            ))}
          </MenuSection>
        )}
        {fitting.length > 0 && (
          <MenuSection>
            <Header className="hint">Go to</Header>
            {fitting.map(({ path, name, key }) => (
              <MenuItem key={path} id={path} className="option" textValue={name!}>
                <Text slot="label">{name}</Text>
                {key !== undefined && (
                  <Text slot="description" className="hint">
                    <kbd>g</kbd> <kbd>{key}</kbd>
                  </Text>
                )}
              </MenuItem>
            ))}
          </MenuSection>
        )}
      </Menu>
    </Autocomplete>
  );
}
