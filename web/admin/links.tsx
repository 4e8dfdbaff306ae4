import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useRead } from '../shared/reading.tsx';
import { accessName } from './screens/service-words.ts';
import { placeOfId } from './seek-places.ts';

/** Stands where a name is still on its way: an id tells nobody anything. */
const coming = '…';

interface Known {
  readonly id: string;
}

/** Who it is about, by name; by id where that may not be known. */
export function SubscriberLink({ id }: Known) {
  return (
    <Link to={`/subscribers/${id}`}>
      <SubscriberName id={id} />
    </Link>
  );
}

export function SubscriberName({ id }: Known) {
  const { data, isPending } = useRead('GET /subscribers/{id}', { params: { id } });
  return <bdi>{data?.name ?? (isPending ? coming : id)}</bdi>;
}

/** The number of an invoice that is known by its id. */
export function InvoiceLink({ id }: Known) {
  return (
    <Link to={`/billing/invoices/${id}`}>
      <InvoiceNumber id={id} />
    </Link>
  );
}

function InvoiceNumber({ id }: Known) {
  const { data, isPending } = useRead('GET /invoices/{id}', { params: { id } });
  return data?.number ?? (isPending ? coming : id);
}

/** A service by its plan and by what the network knows it by. */
export function ServiceLink({ id }: Known) {
  return (
    <Link to={`/services/${id}`}>
      <ServiceName id={id} />
    </Link>
  );
}

function ServiceName({ id }: Known) {
  const { data, isPending } = useRead('GET /services/{id}', { params: { id } });
  if (data === undefined) return isPending ? coming : id;
  return <bdi>{`${data.plan.name}, ${accessName(data.access)}`}</bdi>;
}

export function SiteLink({ id }: Known) {
  return (
    <Link to={`/network/sites/${id}`}>
      <SiteName id={id} />
    </Link>
  );
}

function SiteName({ id }: Known) {
  const { data, isPending } = useRead('GET /sites/{id}', { params: { id } });
  return <bdi>{data?.name ?? (isPending ? coming : id)}</bdi>;
}

export function NodeLink({ id }: Known) {
  return (
    <Link to={`/network/nodes/${id}`}>
      <NodeName id={id} />
    </Link>
  );
}

function NodeName({ id }: Known) {
  const { data, isPending } = useRead('GET /access-nodes/{id}', { params: { id } });
  return <bdi>{data?.name ?? (isPending ? coming : id)}</bdi>;
}

function LeadName({ id }: Known) {
  const { data, isPending } = useRead('GET /leads/{id}', { params: { id } });
  return <bdi>{data?.name ?? (isPending ? coming : id)}</bdi>;
}

function PlanName({ id }: Known) {
  const { data, isPending } = useRead('GET /plans/{id}', { params: { id } });
  return <bdi>{data?.name ?? (isPending ? coming : id)}</bdi>;
}

const names: readonly (readonly [prefix: string, Name: (known: Known) => ReactNode])[] = [
  ['sub_', SubscriberName],
  ['svc_', ServiceName],
  ['inv_', InvoiceNumber],
  ['sit_', SiteName],
  ['nod_', NodeName],
  ['led_', LeadName],
  ['pln_', PlanName],
];

/** Whatever has an id: by what people call it and with its page, as far as it has either. */
export function ThingLink({ id }: Known) {
  // Of a kind of which there is one.
  if (/^[a-z]+_0+$/.test(id)) return undefined;
  const place = placeOfId(id);
  const [, Name] = names.find(([prefix]) => id.startsWith(prefix)) ?? [];
  if (place === undefined) return <bdi className="code">{id}</bdi>;
  return (
    <Link to={place} title={id} className={Name === undefined ? 'code' : undefined}>
      {Name === undefined ? id : <Name id={id} />}
    </Link>
  );
}
