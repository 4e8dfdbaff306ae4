import { Link } from '@tanstack/react-router';
import type { Column } from './listing.tsx';
import { words } from './words.ts';

/** What is somebody's, or nobody's yet. */
export interface Owned {
  readonly subscriberId?: string | undefined;
  readonly subscriberName?: string | undefined;
  readonly subscriberNumber?: string | undefined;
}

/** Whose it is: by name on the screen, and in a file beside the account number, by which books know them. */
export function whose<T extends Owned>(
  more: Partial<Pick<Column<T>, 'width' | 'isBelow' | 'cell'>> = {},
): readonly Column<T>[] {
  return [
    {
      id: 'who',
      label: 'Subscriber',
      cell: ({ subscriberId, subscriberName }) =>
        subscriberId === undefined ? (
          words.nobodyYet
        ) : (
          <Link to={`/subscribers/${subscriberId}`}>
            <bdi>{subscriberName}</bdi>
          </Link>
        ),
      text: ({ subscriberName = '' }) => subscriberName,
      ...more,
    },
    accountNumber(),
  ];
}

export const accountNumber = <T extends Owned>(): Column<T> => ({
  id: 'account-number',
  label: 'Account number',
  text: ({ subscriberNumber = '' }) => subscriberNumber,
});
