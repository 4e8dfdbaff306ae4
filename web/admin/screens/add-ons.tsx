import { usePages } from '../../shared/reading.tsx';
import type { AddOn } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { type Column, Listing } from '../listing.tsx';
import { format, Page, Tabs } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { catalogueTabs, OfferMark } from './catalogue.tsx';

type Priced = Pick<AddOn, 'price' | 'period' | 'accounting'>;

export const charged = ({ price, period, accounting }: Priced): string =>
  accounting === 'once'
    ? `${format.money(price)} once`
    : accounting === 'recurring'
      ? `${format.money(price)} a ${wordsOf(period).toLowerCase()}`
      : `${format.money(price)} in ${accounting.instalments} instalments`;

export default function AddOns() {
  const rows = usePages('GET /add-ons', { query: { limit: 100 } });
  const may = useMay();
  const columns: readonly Column<AddOn>[] = [
    {
      id: 'name',
      label: 'Add-on',
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
    {
      id: 'price',
      label: 'Price',
      width: '1.5fr',
      isNumber: true,
      isWide: true,
      cell: charged,
      text: ({ price }) => price.amount,
    },
    ...(may('catalog:write')
      ? [
          {
            id: 'actions',
            label: 'Actions',
            width: '13rem',
            cell: ({ id, name, description, price, period, status }: AddOn) => (
              <div className="actions">
                <Act
                  route="PATCH /add-ons/{id}"
                  params={{ id }}
                  label="Change"
                  title={`Change ${name} for later sales`}
                  submit="Save"
                  initial={{ name, description, price, period }}
                />
                {status === 'offered' ? (
                  <Command
                    route="POST /add-ons/{id}/retire"
                    params={{ id }}
                    label="Retire"
                    look="danger"
                    question={<p>{name} is not sold any more. Whoever has it keeps it.</p>}
                  />
                ) : (
                  <Command route="POST /add-ons/{id}/reinstate" params={{ id }} label="Reinstate" />
                )}
              </div>
            ),
          } as const,
        ]
      : []),
  ];
  return (
    <Page
      title="Catalogue"
      actions={may('catalog:write') && <Act route="POST /add-ons" label="New add-on" look="main" />}
    >
      <Tabs label="Catalogue" tabs={catalogueTabs} />
      <Listing label="Add-ons" rows={rows} columns={columns} empty="No add-on yet." fileName="add-ons" />
    </Page>
  );
}
