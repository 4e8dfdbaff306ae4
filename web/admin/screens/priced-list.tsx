import type { ReactNode } from 'react';
import type { ItemOf, PagedRoute } from '../../shared/reading.tsx';
import type { AddOn } from '../../shared/routes.ts';
import { Command } from '../form.tsx';
import { type Column, Listing, type Rows } from '../listing.tsx';
import { format, Page, Tabs } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { catalogueTabs, OfferMark } from './catalogue.tsx';

type Offered = ItemOf<Extract<PagedRoute, 'GET /add-ons' | 'GET /equipment-models'>>;

export const charged = ({
  price,
  period,
  accounting,
}: Pick<AddOn, 'price' | 'period' | 'accounting'>): string =>
  accounting === 'once'
    ? `${format.money(price)} once`
    : accounting === 'recurring'
      ? `${format.money(price)} a ${wordsOf(period).toLowerCase()}`
      : `${format.money(price)} in ${accounting.instalments} instalments`;

/** What is sold beside plans: each with its price, and with what may be done to it. */
export function PricedList<T extends Offered>({
  label,
  one,
  rows,
  more = [],
  of,
  create,
  change,
  empty,
  fileName,
}: {
  readonly label: string;
  /** What a single one is called. */
  readonly one: string;
  readonly rows: Rows<T>;
  readonly more?: readonly Column<T>[];
  readonly of: 'add-ons' | 'equipment-models';
  readonly create: ReactNode;
  readonly change: (row: T) => ReactNode;
  readonly empty: string;
  readonly fileName: string;
}) {
  const mayWrite = useMay()('catalog:write');
  const columns: readonly Column<T>[] = [
    {
      id: 'name',
      label: one,
      width: '2fr',
      cell: ({ name }) => <bdi>{name}</bdi>,
      text: ({ name }) => name,
    },
    {
      id: 'status',
      label: 'State',
      width: '6rem',
      isWide: true,
      cell: ({ status }) => <OfferMark status={status} />,
      text: ({ status }) => status,
    },
    ...more,
    {
      id: 'price',
      label: 'Price',
      width: '1.5fr',
      isNumber: true,
      isWide: true,
      cell: charged,
      text: ({ price }) => price.amount,
    },
  ];
  const actions: Column<T> = {
    id: 'actions',
    label: 'Actions',
    width: '13rem',
    cell: (row) => (
      <div className="actions">
        {change(row)}
        {row.status === 'offered' ? (
          <Command
            route={`POST /${of}/{id}/retire`}
            params={{ id: row.id }}
            label="Retire"
            look="danger"
            question={<p>{row.name} is not sold any more. Whoever has it keeps it.</p>}
          />
        ) : (
          <Command route={`POST /${of}/{id}/reinstate`} params={{ id: row.id }} label="Reinstate" />
        )}
      </div>
    ),
  };
  return (
    <Page title="Catalogue" actions={mayWrite && create}>
      <Tabs label="Catalogue" tabs={catalogueTabs} />
      <Listing
        label={label}
        rows={rows}
        columns={mayWrite ? [...columns, actions] : columns}
        empty={empty}
        fileName={fileName}
      />
    </Page>
  );
}
