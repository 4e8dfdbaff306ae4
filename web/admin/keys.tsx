import { Overlay } from '../shared/controls.tsx';
import { Facts } from './parts.tsx';
import type { Place } from './place.ts';
import { words } from './words.ts';

/** What the keyboard does everywhere. */
export default function Keys({
  places,
  onClose,
}: {
  readonly places: readonly Place[];
  readonly onClose: () => void;
}) {
  const keyed = places.filter(({ key }) => key !== undefined);
  return (
    <Overlay title="By the keyboard" size="large" closeLabel={words.close} onClose={onClose}>
      <Facts
        facts={[
          [
            'Seek, go, begin',
            <span key="seek">
              <kbd>Ctrl</kbd> <kbd>K</kbd>
            </span>,
          ],
          ['Begin what this place begins, such as a lead', <kbd key="begin">c</kbd>],
          [
            'Walk through a list, open',
            <span key="walk">
              <kbd>↑</kbd> <kbd>↓</kbd> <kbd>Enter</kbd>
            </span>,
          ],
          ['Close what is open', <kbd key="close">Esc</kbd>],
          ['This list', <kbd key="keys">?</kbd>],
        ]}
      />
      <h3>Go to</h3>
      <Facts
        facts={keyed.map(({ path, name, key }) => [
          name ?? path,
          <span key={path}>
            <kbd>g</kbd> <kbd>{key}</kbd>
          </span>,
        ])}
      />
    </Overlay>
  );
}
