import { describe, expect, it } from 'vitest';
import { changeOperator } from '../../functions/use-cases/change-operator.ts';
import {
  previewNotice,
  readNoticeTemplate,
  resetNoticeTemplate,
  setNoticeTemplate,
} from '../../functions/use-cases/notice-templates.ts';
import { activated, aSubscriberToTell, now, tell, test } from './notice-case.ts';
import { must } from './paying-subscriber.ts';

aSubscriberToTell();

describe('the words of a notice', () => {
  const ref = { kind: 'service-active', language: 'en' } as const;
  const own = { subject: 'Hooray, {name}', text: '{service} runs.\n\nSince {at}.', sms: '{service} runs.' };

  it('are the operator’s own as soon as they are set, and the usual ones again', async () => {
    must(await setNoticeTemplate(test.ports, ref, own, now));
    await tell(activated);
    expect(test.recorded.mail[0]).toMatchObject({
      subject: expect.stringMatching(/^Hooray, /),
      html: expect.stringContaining('<p>A runs.</p><p>Since Jan 1, 2026.</p>'),
    });
    expect(must(await readNoticeTemplate(test.ports, ref))).toMatchObject({ isOwn: true, template: own });
    must(await resetNoticeTemplate(test.ports, ref, now));
    expect(must(await readNoticeTemplate(test.ports, ref))).toMatchObject({ isOwn: false });
    expect(await resetNoticeTemplate(test.ports, ref, now)).toMatchObject({
      refusal: { code: 'notice-template.not-own' },
    });
  });

  it('are refused where they name what the notice does not have, each at its place', async () => {
    const wrong = { ...own, text: '{service} runs with {owed}.', sms: '{pin}' };
    for (const [within, refused] of [
      ['', await setNoticeTemplate(test.ports, ref, wrong, now)],
      ['/template', await previewNotice(test.ports, ref, wrong)],
    ] as const) {
      expect(refused).toMatchObject({
        refusal: {
          code: 'notice-template.place-unknown',
          flaws: [
            { pointer: `${within}/text`, message: expect.stringContaining('{owed}') },
            { pointer: `${within}/sms`, message: expect.stringContaining('{pin}') },
          ],
        },
      });
    }
  });

  it('are seen before they are set, with the operator’s name and colour', async () => {
    const settings = { name: 'Hill Net', language: 'en', paper: 'A4', accent: '#00aa55' } as const;
    must(
      await changeOperator(
        test.ports,
        { ...settings, numbering: { invoice: { prefix: 'INV-', digits: 8, yearly: false } } },
        now,
      ),
    );
    const seen = must(await previewNotice(test.ports, ref, own));
    expect(seen).toMatchObject({
      subject: 'Hooray, ‹name›',
      text: expect.stringContaining('‹service› runs.'),
      html: expect.stringContaining('#00aa55'),
    });
    expect(seen.text).toContain('Hill Net');
    expect(test.recorded.mail).toEqual([]);
  });
});
