import { setImmediate as afterIo } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OneTimeCodes } from '../../../infra/local/engines/identity/one-time-codes.ts';

const minutes = 60_000;

function mailbox() {
  let now = 0;
  const mail: string[] = [];
  const codes = new OneTimeCodes(() => now);
  return {
    codes,
    mail,
    pass: (ms: number) => {
      now += ms;
    },
    async begin(address = 'ada@example.net', username: string | undefined = 'ada') {
      const attempt = codes.begin(address, username, 10 * minutes, (code) => mail.push(code));
      await afterIo();
      return attempt ?? '';
    },
  };
}

const other = (code: string) => String((Number(code) + 1) % 1e8).padStart(8, '0');

describe('a one-time code', () => {
  it('lets in once whoever it was mailed to', async () => {
    const { codes, mail, begin } = mailbox();
    const attempt = await begin();
    const [code = ''] = mail;
    expect(code).toMatch(/^\d{8}$/);
    expect(codes.judge(attempt, ` ${code.slice(0, 4)} ${code.slice(4)}`)).toEqual({
      kind: 'ok',
      username: 'ada',
    });
    expect(codes.judge(attempt, code)).toEqual({ kind: 'over' });
  });

  it('is no good for another attempt, nor after its time', async () => {
    const { codes, mail, begin, pass } = mailbox();
    const first = await begin();
    const second = await begin();
    expect(codes.judge(second, mail[0]!).kind).toBe('wrong');
    pass(10 * minutes + 1);
    expect(codes.judge(first, mail[0]!).kind).toBe('over');
  });

  it('is over after five guesses, even for the right one', async () => {
    const { codes, mail, begin } = mailbox();
    const attempt = await begin();
    const guesses = Array.from({ length: 5 }, () => codes.judge(attempt, other(mail[0]!)).kind);
    expect(guesses).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'over']);
    expect(codes.judge(attempt, mail[0]!).kind).toBe('over');
  });

  it('of nobody is answered like any other, and mails nothing', async () => {
    const { codes, mail } = mailbox();
    const attempt = codes.begin('nobody@example.net', undefined, 10 * minutes, (code) => mail.push(code));
    await afterIo();
    expect(mail).toEqual([]);
    const guesses = Array.from({ length: 5 }, () => codes.judge(attempt ?? '', '00000000').kind);
    expect(guesses).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'over']);
    expect(codes.judge('an attempt that never began', '00000000').kind).toBe('over');
  });

  it('is mailed five times in ten minutes at most, and then nothing is begun', async () => {
    const { codes, mail, begin, pass } = mailbox();
    for (let i = 0; i < 5; i++) expect(await begin()).not.toBe('');
    for (let i = 0; i < 3; i++) expect(await begin(' Ada@example.net ')).toBe('');
    expect(mail).toHaveLength(5);
    // Of nobody it is the same, so that it says nothing of an address.
    const ofNobody = Array.from({ length: 6 }, () =>
      codes.begin('nobody@example.net', undefined, 10 * minutes, (code) => mail.push(code)),
    );
    expect(ofNobody.map((attempt) => attempt !== undefined)).toEqual([true, true, true, true, true, false]);
    pass(10 * minutes + 1);
    expect(await begin()).not.toBe('');
    expect(mail).toHaveLength(6);
  });

  it('is asked for with many addresses without any being remembered for ever', async () => {
    const { codes } = mailbox();
    for (let i = 0; i < 5; i++) codes.begin('0@example.net', undefined, 1, () => undefined);
    for (let i = 0; i < 20_000; i++) codes.begin(`${i}@example.net`, undefined, 1, () => undefined);
    expect(codes.begin('0@example.net', undefined, 1, () => undefined)).toBeDefined();
  });
});
