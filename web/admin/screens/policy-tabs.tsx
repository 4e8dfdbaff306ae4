import type { ReactNode } from 'react';
import { Page, Tabs } from '../parts.tsx';

const tabs = [
  { to: '/settings/policies', label: 'Billing' },
  { to: '/settings/policies/dunning', label: 'Dunning' },
  { to: '/settings/policies/autopay', label: 'Autopay' },
  { to: '/settings/policies/taxes', label: 'Taxes' },
] as const;

/** What holds for all subscribers, one policy at a time. */
export function PolicyPage({
  actions,
  children,
}: {
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Page title="Policies" actions={actions}>
      <Tabs label="Policies" tabs={tabs} />
      {children}
    </Page>
  );
}
