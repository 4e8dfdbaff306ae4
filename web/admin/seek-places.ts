/** Where the page of a thing is that is known by its id. */
const byId: readonly (readonly [prefix: string, place: string])[] = [
  ['sub_', '/subscribers/'],
  ['svc_', '/services/'],
  ['inv_', '/billing/invoices/'],
  ['pay_', '/billing/payments/'],
  ['ord_', '/orders/'],
  ['led_', '/leads/'],
  ['sit_', '/network/sites/'],
  ['nod_', '/network/nodes/'],
  ['tck_', '/tickets/'],
  ['run_', '/billing/runs/'],
  ['drf_', '/billing/drafts/'],
  ['pln_', '/billing/catalogue/plans/'],
  ['bka_', '/bulk-actions/'],
  // Those that earlier releases began keep their ids.
  ['bch_', '/bulk-actions/'],
  ['rnd_', '/bulk-actions/'],
];

export function placeOfId(id: string): string | undefined {
  const known = byId.find(([prefix]) => id.startsWith(prefix));
  return known === undefined ? undefined : `${known[1]}${id}`;
}

/** An IP address, whole. */
export function isAddress(text: string): boolean {
  return (
    /^\d{1,3}(\.\d{1,3}){3}$/.test(text) || (/^[0-9a-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]`))
  );
}
