import { useNavigate } from '@tanstack/react-router';
import { usePages } from '../../shared/reading.tsx';
import type { Plan, PlanVersion } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { Listing } from '../listing.tsx';
import { format, Mark, Page, Tabs } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { today } from './billing-words.tsx';

export const catalogueTabs = [
  { to: '/billing/catalogue', label: 'Plans' },
  { to: '/billing/catalogue/add-ons', label: 'Add-ons' },
  { to: '/billing/catalogue/equipment', label: 'Equipment' },
  { to: '/billing/catalogue/coupons', label: 'Coupons' },
] as const;

export function OfferMark({ status }: { readonly status: 'offered' | 'retired' }) {
  return status === 'offered' ? <Mark tone="good">On sale</Mark> : <Mark>Retired</Mark>;
}

/** Of the versions that have begun the one with the latest day; of several the last. */
export const soldVersion = ({ versions }: Pick<Plan, 'versions'>): PlanVersion | undefined =>
  versions
    .filter(({ availableOn }) => availableOn <= today())
    .toSorted((a, b) => a.availableOn.localeCompare(b.availableOn) || a.version - b.version)
    .at(-1);

export default function Catalogue() {
  const rows = usePages('GET /plans', { query: { limit: 100 } });
  const may = useMay();
  const navigate = useNavigate();
  return (
    <Page
      title="Catalogue"
      actions={
        may('catalog:write') && (
          <Act
            begins
            route="POST /plans"
            label="New plan"
            look="main"
            size="large"
            onDone={({ id }) => void navigate({ to: `/billing/catalogue/plans/${id}` })}
          />
        )
      }
    >
      <Tabs label="Catalogue" tabs={catalogueTabs} />
      <Listing
        label="Plans"
        rows={rows}
        to={({ id }) => `/billing/catalogue/plans/${id}`}
        empty="No plan yet. Put the first one on offer."
        fileName="plans"
        columns={[
          {
            id: 'name',
            label: 'Plan',
            width: '2fr',
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
          {
            id: 'technologies',
            label: 'Access',
            width: '2fr',
            isWide: true,
            cell: ({ technologies }) => technologies.map(wordsOf).join(', '),
            text: ({ technologies }) => technologies.join(' '),
          },
          {
            id: 'version',
            label: 'Sold version',
            width: '7rem',
            isNumber: true,
            isWide: true,
            cell: (plan) => soldVersion(plan)?.version ?? 'not yet',
            text: (plan) => String(soldVersion(plan)?.version ?? ''),
          },
          {
            id: 'price',
            label: 'Price',
            width: '1.2fr',
            isNumber: true,
            cell: (plan) => {
              const { price, period } = soldVersion(plan) ?? plan.versions[0]!;
              return `${format.money(price)} a ${wordsOf(period).toLowerCase()}`;
            },
            text: (plan) => (soldVersion(plan) ?? plan.versions[0]!).price.amount,
          },
        ]}
      />
    </Page>
  );
}
