import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { Refusal } from '../../shared/api.ts';
import { useNotice } from '../../shared/controls.tsx';
import { Failure, Reading, useApi, useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { NoticeTemplate } from '../../shared/routes.ts';
import { ApiForm, Command } from '../form.tsx';
import { MailFrame } from '../mail-frame.tsx';
import { Mark, Page, Section } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { languageName } from './language-words.ts';

type Params = Pick<NoticeTemplate, 'kind' | 'language'>;
type Template = Pick<NoticeTemplate, 'subject' | 'text' | 'sms'>;

const given = ({ subject, text, sms }: NoticeTemplate): Template => ({ subject, text, sms });

/** The words of one notice in one language, beside what a subscriber would get. */
export default function Notice() {
  const params = useParams({ strict: false }) as Params;
  const template = useRead('GET /notification-templates/{kind}/{language}', { params });
  return (
    <Reading of={template} words={words.reading}>
      {(known) => <Loaded key={`${known.kind} ${known.language} ${known.isOwn}`} known={known} />}
    </Reading>
  );
}

function Loaded({ known }: { readonly known: NoticeTemplate }) {
  const { kind, language, isOwn, places } = known;
  const params = { kind, language };
  const [draft, setDraft] = useState<Template>(given(known));
  const notice = useNotice();
  const mayWrite = useMay()('operator:write');
  return (
    <Page
      title={wordsOf(kind)}
      mark={
        <>
          <Mark>{languageName(language)}</Mark> {isOwn && <Mark tone="info">Your own words</Mark>}
        </>
      }
      trail={[{ to: '/settings/notices', label: 'Notices' }]}
      actions={
        mayWrite &&
        isOwn && (
          <Command
            route="DELETE /notification-templates/{kind}/{language}"
            params={params}
            label="Back to the usual words"
            look="danger"
            question={<p>Your own words of this notice in this language are forgotten.</p>}
          />
        )
      }
    >
      {notice.view}
      <div className="grid">
        {mayWrite && (
          <Section
            title="Words"
            note={`Filled in where they stand: ${places.map((place) => `{${place}}`).join(' ')}`}
          >
            <ApiForm
              route="PUT /notification-templates/{kind}/{language}"
              params={params}
              of={edited('GET /notification-templates/{kind}/{language}', { params }, given)}
              labels={{ subject: 'Subject', text: 'Mail', sms: 'Text message' }}
              submit={words.save}
              onChange={(body) => setDraft(body as Template)}
              onDone={() => notice.tell('Saved. From now on subscribers are told in these words.')}
            />
          </Section>
        )}
        <Preview params={params} template={draft} />
      </div>
    </Page>
  );
}

function Preview({ params, template: typed }: { readonly params: Params; readonly template: Template }) {
  const api = useApi();
  const template = useDeferredValue(typed);
  const preview = useQuery({
    queryKey: ['notice preview', params, template],
    queryFn: ({ signal }) =>
      api.call(
        'POST /notification-templates/{kind}/{language}/preview',
        { params, body: { template } },
        { signal },
      ),
    placeholderData: (before) => before,
  });
  return (
    <Section title="As a subscriber gets it" note="With the figures of an example.">
      {preview.error !== null && !(preview.error instanceof Refusal) && (
        <Failure error={preview.error} words={words.reading} retry={() => void preview.refetch()} />
      )}
      {preview.error instanceof Refusal && (
        <p role="status" className="note bad">
          {preview.error.message}
        </p>
      )}
      {preview.data !== undefined && (
        <>
          <p lang={params.language} dir="auto">
            <strong>{preview.data.subject}</strong>
          </p>
          <MailFrame title="The mail" html={preview.data.html} />
          <h3>As plain text</h3>
          <pre className="plain-mail" lang={params.language} dir="auto">
            {preview.data.text}
          </pre>
          <h3>As a text message</h3>
          <p className="sms" lang={params.language} dir="auto">
            {preview.data.sms}
          </p>
        </>
      )}
    </Section>
  );
}
