import { Reading, useRead } from '../../shared/reading.tsx';
import { Page, Section, Tabs } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { words } from '../words.ts';
import { Deeds, staffTabs } from './staff-words.tsx';

/** What each role may do. */
export default function Roles() {
  const roles = useRead('GET /roles');
  return (
    <Page title="Staff">
      <Tabs label="Staff" tabs={staffTabs} />
      <p className="note">Roles add up: whoever has several may do all that any of them may.</p>
      <Reading of={roles} words={words.reading}>
        {({ items }) =>
          items.map(({ role, words: duty, permissions }) => (
            <Section key={role} title={wordsOf(role)} note={duty}>
              <Deeds deeds={permissions.map((one) => one.words)} />
            </Section>
          ))
        }
      </Reading>
    </Page>
  );
}
