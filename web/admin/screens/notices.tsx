import { Select } from '../../shared/controls.tsx';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { NoticeTemplate } from '../../shared/routes.ts';
import { type Column, Table } from '../listing.tsx';
import { Mark, Page, Section, usePlaceChoice } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { words } from '../words.ts';
import { languageName } from './language-words.ts';

const columns: readonly Column<NoticeTemplate>[] = [
  { id: 'kind', label: 'When', cell: ({ kind }) => wordsOf(kind) },
  {
    id: 'subject',
    label: 'Subject',
    cell: ({ subject, language }) => (
      <bdi className="soft" lang={language}>
        {subject}
      </bdi>
    ),
    isWide: true,
  },
  {
    id: 'own',
    label: 'Words',
    cell: ({ isOwn }) => (isOwn ? <Mark tone="info">Your own</Mark> : <span className="soft">Usual</span>),
  },
];

/** What subscribers are told, by kind, in one language at a time. */
export default function Notices() {
  const templates = useRead('GET /notification-templates');
  const [chosen = 'en', choose] = usePlaceChoice('language');
  return (
    <Page
      title="Notices"
      actions={
        <Select
          label="Language"
          isLabelHidden
          value={chosen}
          onChange={choose}
          choices={[...new Set(templates.data?.items.map(({ language }) => language))].map((id) => ({
            id,
            label: languageName(id),
          }))}
        />
      }
    >
      <Reading of={templates} words={words.reading}>
        {({ items }) => (
          <Section
            title={languageName(chosen)}
            note="Each subscriber is told in the language of their account, by mail and, where wished, by text message."
          >
            <Table
              label="Notices"
              columns={columns}
              rows={items.filter(({ language }) => language === chosen)}
              keyOf={({ kind }) => kind}
              to={({ kind, language }) => `/settings/notices/${kind}/${language}`}
            />
          </Section>
        )}
      </Reading>
    </Page>
  );
}
