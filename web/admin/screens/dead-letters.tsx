import { Reading, useRead } from '../../shared/reading.tsx';
import { Command } from '../form.tsx';
import { Table } from '../listing.tsx';
import { Ago, Page, Section } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';

/** Messages that a consumer of events could not handle in all its tries: seen, and given to it again. */
export default function DeadLetters() {
  const letters = useRead('GET /dead-letters');
  const may = useMay();
  return (
    <Page title="Messages that failed">
      <Reading of={letters} words={words.reading}>
        {({ items }) => (
          <>
            {items.length === 0 && <p className="empty">Every message was handled.</p>}
            {[...new Set(items.map(({ consumer }) => consumer))].map((consumer) => (
              <Section
                key={consumer}
                title={consumer}
                actions={
                  may('operations:write') && (
                    <Command
                      route="POST /dead-letters/{consumer}/replay"
                      params={{ consumer }}
                      label="Give them to it again"
                      question={<p>What it cannot handle this time either comes back here.</p>}
                    />
                  )
                }
              >
                <Table
                  label={consumer}
                  rows={items.filter((letter) => letter.consumer === consumer)}
                  keyOf={({ messageId }) => messageId}
                  columns={[
                    {
                      id: 'body',
                      label: 'Message',
                      cell: ({ body }) => <span className="code">{JSON.stringify(body)}</span>,
                    },
                    {
                      id: 'since',
                      label: 'First seen',
                      cell: ({ firstReceivedAt }) => <Ago at={firstReceivedAt} />,
                    },
                    { id: 'attempts', label: 'Tries', isNumber: true, cell: ({ attempts }) => attempts },
                  ]}
                />
              </Section>
            ))}
          </>
        )}
      </Reading>
    </Page>
  );
}
