import { Link } from '@tanstack/react-router';
import { useRead } from '../shared/reading.tsx';

/** Who it is about, by name; until that is known, by id. */
export function SubscriberLink({ id }: { readonly id: string }) {
  return (
    <Link to={`/subscribers/${id}`}>
      <SubscriberName id={id} />
    </Link>
  );
}

export function SubscriberName({ id }: { readonly id: string }) {
  const { data } = useRead('GET /subscribers/{id}', { params: { id } });
  return <bdi>{data?.name ?? id}</bdi>;
}

/** The number of an invoice that is known by its id. */
export function InvoiceLink({ id }: { readonly id: string }) {
  const { data } = useRead('GET /invoices/{id}', { params: { id } });
  return <Link to={`/billing/invoices/${id}`}>{data?.number ?? id}</Link>;
}

export function ServiceLink({ id }: { readonly id: string }) {
  return (
    <Link to={`/services/${id}`} className="code">
      {id}
    </Link>
  );
}

export function SiteLink({ id }: { readonly id: string }) {
  const { data } = useRead('GET /sites/{id}', { params: { id } });
  return (
    <Link to={`/network/sites/${id}`}>
      <bdi>{data?.name ?? id}</bdi>
    </Link>
  );
}

export function NodeLink({ id }: { readonly id: string }) {
  const { data } = useRead('GET /access-nodes/{id}', { params: { id } });
  return (
    <Link to={`/network/nodes/${id}`}>
      <bdi>{data?.name ?? id}</bdi>
    </Link>
  );
}
