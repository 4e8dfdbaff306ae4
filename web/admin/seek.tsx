import { type RefObject, useDeferredValue, useEffect, useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Header } from 'react-aria-components/Header';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { SearchField } from 'react-aria-components/SearchField';
import { Text } from 'react-aria-components/Text';
import type { GrantedPermission } from '../../functions/contracts/permissions.ts';
import { usePages } from '../shared/reading.tsx';
import { format } from './parts.tsx';
import { places } from './places/index.ts';
import { isAddress, placeOfId } from './seek-places.ts';
import { useMay } from './who.ts';
import { words } from './words.ts';

const bare = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
/** The API answers whose they are where no number is like that. */
const isNumbered =
  (q: string) =>
  ({ number }: { readonly number: string }) =>
    bare(number).startsWith(bare(q));

/** How many of a kind are shown. */
const shown = 8;

/** Every place, every subscriber and lead by whatever the caller says, and sites, nodes and plans by their names. */
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

/** What was found of one kind. */
interface Group {
  readonly title: string;
  readonly rows: readonly {
    /** Its place. */
    readonly id: string;
    readonly name: string;
    readonly more: readonly (string | undefined)[];
  }[];
}

const nothing = { q: '', groups: [] as readonly Group[] };

/** What was found, and not what was sought before. */
const foundOf = <T,>({
  items,
  isPlaceholderData,
}: {
  readonly items: readonly T[];
  readonly isPlaceholderData: boolean;
}) => (isPlaceholderData ? [] : items);

/** Ends of a press, and of what looked like one. */
const ends = ['click', 'contextmenu', 'pointercancel', 'keydown'] as const;

/** Whether somebody presses on the list, from when the finger is down until its click has gone where it goes. */
function usePressed(): readonly [isPressed: boolean, press: () => void] {
  const [isPressed, setPressed] = useState(false);
  useEffect(() => {
    if (!isPressed) return;
    const end = () => void setTimeout(() => setPressed(false));
    for (const event of ends) addEventListener(event, end, true);
    return () => {
      for (const event of ends) removeEventListener(event, end, true);
    };
  }, [isPressed]);
  return [isPressed, () => setPressed(true)];
}

/**
 * What the API finds, all kinds at once and once for what is sought: nothing moves under the finger of somebody who is
 * about to press it, and nothing at all while it is pressed.
 */
function useFound(
  sought: string,
  isPressed: boolean,
): { readonly groups: readonly Group[]; readonly isComing: boolean } {
  const q = useDeferredValue(sought);
  const may = useMay();
  const query = { limit: shown, q };
  const by = (permission: GrantedPermission) => ({ enabled: q.length > 1 && may(permission) });
  const subscribers = usePages('GET /subscribers', { query }, by('subscribers:read'));
  const leads = usePages('GET /leads', { query }, by('leads:read'));
  const sites = usePages('GET /sites', { query }, by('network:read'));
  const nodes = usePages('GET /access-nodes', { query }, by('network:read'));
  const documents = usePages(
    'GET /invoices',
    { query },
    // Numbers have digits; whose documents they are is said by the subscriber already.
    { enabled: q.length > 3 && /\d/.test(q) && may('billing:read') },
  );
  const plans = usePages('GET /plans', { query }, by('catalog:read'));
  const [found, setFound] = useState(nothing);
  const isComing =
    q !== sought ||
    [subscribers, documents, leads, sites, nodes, plans].some(
      // Who does not answer at once is not waited for.
      ({ isFetching, failureCount }) => isFetching && failureCount === 0,
    );
  if (!isComing && !isPressed && found.q !== q) {
    const groups: readonly Group[] = [
      {
        title: 'Subscribers',
        rows: foundOf(subscribers).map(({ id, name, number, emails, phones }) => ({
          id: `/subscribers/${id}`,
          name,
          more: [number, emails[0], phones[0]],
        })),
      },
      {
        title: 'Documents',
        rows: foundOf(documents)
          .filter(isNumbered(q))
          .map(({ id, number, issuedOn, total }) => ({
            id: `/billing/invoices/${id}`,
            name: number,
            more: [format.day(issuedOn), format.money(total)],
          })),
      },
      {
        title: 'Pipeline',
        rows: foundOf(leads).map(({ id, name, organization, phone, email }) => ({
          id: `/leads/${id}`,
          name,
          more: [organization, phone ?? email],
        })),
      },
      {
        title: 'Sites',
        rows: foundOf(sites).map(({ id, name, code }) => ({
          id: `/network/sites/${id}`,
          name,
          more: [code],
        })),
      },
      {
        title: 'Nodes',
        rows: foundOf(nodes).map(({ id, name, driver, address }) => ({
          id: `/network/nodes/${id}`,
          name,
          more: [driver, address],
        })),
      },
      {
        title: 'Plans',
        rows: foundOf(plans).map(({ id, name }) => ({
          id: `/billing/catalogue/plans/${id}`,
          name,
          more: [],
        })),
      },
    ];
    setFound({ q, groups: q.length > 1 ? groups.filter(({ rows }) => rows.length > 0) : [] });
  }
  return { groups: sought.length > 1 ? found.groups : [], isComing };
}

function Found({ typed, onType, onGo }: Typing & { readonly onGo: (to: string) => void }) {
  const sought = typed.trim();
  const may = useMay();
  const [isPressed, press] = usePressed();
  const { groups, isComing } = useFound(sought, isPressed);
  const known = placeOfId(sought);
  const fitting = places.filter(
    ({ name, permission }) =>
      name !== undefined &&
      (permission === undefined || may(permission)) &&
      name.toLowerCase().includes(sought.toLowerCase()),
  );
  const begun = places.filter(
    ({ begins }) =>
      begins !== undefined &&
      may(begins.permission) &&
      begins.label.toLowerCase().includes(sought.toLowerCase()),
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
        onPointerDownCapture={press}
        renderEmptyState={() => (
          <p className="note">{isComing ? words.reading.loading : words.noneFound(sought)}</p>
        )}
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
        {/* What is known at once comes first: what is found then moves none of it. */}
        {begun.length > 0 && (
          <MenuSection>
            <Header className="hint">Begin</Header>
            {begun.map(({ path, begins }) => (
              <MenuItem key={path} id={`${path}?begin=true`} className="option" textValue={begins!.label}>
                <Text slot="label">{begins!.label}</Text>
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
        {groups.map(({ title, rows }) => (
          <MenuSection key={title}>
            <Header className="hint">{title}</Header>
            {rows.map(({ id, name, more }) => (
              <MenuItem key={id} id={id} className="option" textValue={name}>
                <Text slot="label">{name}</Text>
                <Text slot="description" className="hint">
                  {more.filter((one) => one !== undefined).join(' · ')}
                </Text>
              </MenuItem>
            ))}
          </MenuSection>
        ))}
      </Menu>
    </Autocomplete>
  );
}
