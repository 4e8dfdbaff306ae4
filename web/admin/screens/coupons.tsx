import { usePages } from '../../shared/reading.tsx';
import type { Coupon } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { type Column, Listing } from '../listing.tsx';
import { format, Page, Tabs } from '../parts.tsx';
import { useMay } from '../who.ts';
import { catalogueTabs, OfferMark } from './catalogue.tsx';

const validity = ({ validFrom, validThrough }: Coupon): string =>
  [
    validFrom === undefined ? undefined : `from ${format.day(validFrom)}`,
    validThrough === undefined ? undefined : `through ${format.day(validThrough)}`,
  ]
    .filter((part) => part !== undefined)
    .join(' ') || 'always';

export default function Coupons() {
  const rows = usePages('GET /coupons', { query: { limit: 100 } });
  const may = useMay();
  const columns: readonly Column<Coupon>[] = [
    { id: 'code', label: 'Code', width: '1fr', cell: ({ code }) => code, text: ({ code }) => code },
    {
      id: 'name',
      label: 'Name',
      width: '2fr',
      isWide: true,
      cell: ({ name }) => <bdi>{name}</bdi>,
      text: ({ name }) => name,
    },
    {
      id: 'status',
      label: 'State',
      width: '6rem',
      cell: ({ status }) => <OfferMark status={status} />,
      text: ({ status }) => status,
    },
    { id: 'valid', label: 'Taken', width: '2fr', isWide: true, cell: validity, text: validity },
    {
      id: 'redeemed',
      label: 'Redeemed',
      width: '7rem',
      isNumber: true,
      isWide: true,
      cell: ({ redeemed, maxRedemptions }) =>
        maxRedemptions === undefined
          ? format.number(redeemed)
          : `${format.number(redeemed)} of ${format.number(maxRedemptions)}`,
      text: ({ redeemed }) => String(redeemed),
    },
    ...(may('catalog:write')
      ? [
          {
            id: 'actions',
            label: 'Actions',
            width: '7rem',
            cell: ({ id, code, status }: Coupon) =>
              status === 'offered' ? (
                <Command
                  route="POST /coupons/{id}/retire"
                  params={{ id }}
                  label="Retire"
                  look="danger"
                  question={<p>{code} is not taken any more. Whoever has redeemed it keeps what it gives.</p>}
                />
              ) : (
                <Command route="POST /coupons/{id}/reinstate" params={{ id }} label="Reinstate" />
              ),
          } as const,
        ]
      : []),
  ];
  return (
    <Page
      title="Catalogue"
      actions={
        may('catalog:write') && <Act route="POST /coupons" label="New coupon" look="main" size="large" />
      }
    >
      <Tabs label="Catalogue" tabs={catalogueTabs} />
      <Listing label="Coupons" rows={rows} columns={columns} empty="No coupon yet." fileName="coupons" />
    </Page>
  );
}
