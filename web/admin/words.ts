/** Every word of the app in English; another language is another object of this shape. */
export const english = {
  language: 'en',
  product: 'Throughline',
  navigation: 'Main',
  subscribers: 'Subscribers',
  search: 'Search subscribers',
  searchHint: 'Name, phone, address, account, MAC, serial …',
  columns: { name: 'Name', account: 'Account', kind: 'Kind', contact: 'Contact', since: 'Since' },
  kinds: { contact: 'Person', organization: 'Organization' },
  closed: 'closed',
  loading: 'Loading …',
  noneYet: 'No subscribers yet.',
  noneFound: (words: string) => `Nothing found for “${words}”.`,
  failed: 'This could not be loaded.',
  again: 'Try again',
  cannotStart: 'The app cannot start.',
  signOut: 'Sign out',
  theme: { light: 'Use dark theme', dark: 'Use light theme' },
};
export type Words = typeof english;
