/** What holds for all subscribers, one policy at a time. */
export const policyTabs = [
  { to: '/settings/policies', label: 'Billing' },
  { to: '/settings/policies/dunning', label: 'Dunning' },
  { to: '/settings/policies/autopay', label: 'Autopay' },
  { to: '/settings/policies/taxes', label: 'Taxes' },
] as const;
