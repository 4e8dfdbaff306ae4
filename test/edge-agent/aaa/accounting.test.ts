import { describe, expect, test } from 'vitest';
import type { AccountingBatch } from '../../../edge-agent/aaa/accounting-batches.ts';
import { attribute, code } from '../../../edge-agent/protocols/radius/codes.ts';
import type { PacketWriter } from '../../../edge-agent/protocols/radius/packet-writer.ts';
import { accountingRecord } from '../../../functions/contracts/edge/messages.ts';
import { accountingRequest, serviceId, setUp, told } from './setup.ts';

const recordsOf = (batches: readonly AccountingBatch[]) => batches.flatMap(({ records }) => records);

describe('a record', () => {
  test('holds what the NAS said, as the contract wants it', () => {
    const { account, nas, pass, batches } = setUp({ nas: { nodeId: 'nod_01k9xq3v7n5e2r8t4w6y0a1b2c' } });
    const more = (writer: PacketWriter) =>
      writer
        .ipv4(attribute.framedIpAddress, '10.0.0.7')
        .octets(attribute.framedIpv6Prefix, Buffer.from('004020010db80000000700000000', 'hex'))
        .octets(attribute.delegatedIpv6Prefix, Buffer.from('003820010db8000007', 'hex'))
        .text(attribute.callingStationId, '00:1A:2B:3C:4D:5E')
        .integer(attribute.acctTerminateCause, 1);
    account(
      accountingRequest(nas, {
        kind: 'stop',
        seconds: 86_399,
        upload: 2 ** 32 * 3 + 17,
        download: 2 ** 40 + 1,
        more,
      }),
    );
    pass(2);
    const [record] = recordsOf(batches);
    expect(record).toEqual({
      kind: 'stop',
      username: 'alice',
      sessionId: '8000001',
      serviceId,
      nodeId: 'nod_01k9xq3v7n5e2r8t4w6y0a1b2c',
      receivedAt: '2026-03-01T00:00:00.000Z',
      sessionSeconds: 86_399,
      uploadOctets: 2 ** 32 * 3 + 17,
      downloadOctets: 2 ** 40 + 1,
      framedIp: '10.0.0.7',
      framedIpv6Prefix: '2001:db8:0:7::/64',
      delegatedIpv6Prefix: '2001:db8:0:700::/56',
      callingStationId: '00:1A:2B:3C:4D:5E',
      terminateCause: 'User-Request',
      technology: 'pppoe',
    });
    expect(accountingRecord.parse({ sequence: 1, ...record })).toBeDefined();
    const [session] = batches.flatMap(({ sessions }) => sessions);
    expect(session?.ipv6).toEqual(['2001:db8:0:7::/64', '2001:db8:0:700::/56']);
  });

  test('tells the address of a host with IPv6, and leaves it as it was where it tells none', () => {
    const { account, nas, pass, batches } = setUp();
    const address = Buffer.from('20010db8000000000000000000000005', 'hex');
    for (const [i, octets] of [address, undefined, Buffer.alloc(3)].entries()) {
      const more = (writer: PacketWriter) =>
        octets === undefined ? writer : writer.octets(attribute.framedIpv6Address, octets);
      account(accountingRequest(nas, { identifier: i, kind: 'interim', seconds: 300 * (i + 1), more }));
      pass(2);
    }
    const sessions = batches.flatMap((batch) => batch.sessions);
    expect(sessions.map(({ ipv6 }) => ipv6)).toEqual(Array(3).fill(['2001:db8::5/128']));
  });

  test('leaves out an IPv6 prefix that is none', () => {
    const { account, nas, pass, batches } = setUp();
    const prefixes = ['0000', '00810000', '00400001', '008020010db8000000000000000000000001', '00200000'];
    for (const [i, prefix] of prefixes.entries()) {
      const more = (writer: PacketWriter) =>
        writer.octets(attribute.delegatedIpv6Prefix, Buffer.from(prefix, 'hex'));
      account(accountingRequest(nas, { identifier: i, sessionId: `s${i}`, more }));
    }
    pass(2);
    expect(recordsOf(batches).map((record) => record.delegatedIpv6Prefix)).toEqual([
      '::/0',
      undefined,
      undefined,
      '2001:db8::1/128',
      undefined,
    ]);
  });

  test('belongs to the service in Class, even if its user name has gone to another', () => {
    const { account, nas, pass, batches } = setUp();
    const granted = 'svc_00000000000000000000000007';
    const withClass = (text: string) => (writer: PacketWriter) => writer.text(attribute.class, text);
    account(accountingRequest(nas, { identifier: 1, more: withClass(`tl1.${granted}.12`) }));
    account(
      accountingRequest(nas, { identifier: 2, sessionId: 'b', more: withClass('somebody else’s class') }),
    );
    account(accountingRequest(nas, { identifier: 3, sessionId: 'c', username: 'nobody' }));
    pass(2);
    expect(recordsOf(batches).map((record) => record.serviceId)).toEqual([granted, serviceId, undefined]);
  });

  test('of a kind that is nothing to us is acknowledged and not kept', () => {
    const { account, nas, pass, batches, service } = setUp();
    const more = (writer: PacketWriter) => {
      // Tunnel-Link-Start (RFC 2867) in place of what stands there.
      writer.bytes.writeUInt32BE(12, 22);
    };
    expect(told(account(accountingRequest(nas, { more }))).code).toBe(code.accountingResponse);
    pass(10);
    expect(batches).toEqual([]);
    expect(service.stats).toMatchObject({ accountingIgnored: 1, accountingRecorded: 0 });
  });
});

describe('a record is acknowledged', () => {
  test('after the commit, and one commit serves a burst', () => {
    const { account, nas, pass, batches, answers } = setUp();
    for (let i = 0; i < 50; i++) account(accountingRequest(nas, { identifier: i, sessionId: `s${i}` }));
    pass(1);
    expect([answers.length, batches.length]).toEqual([0, 0]);
    pass(1);
    expect([answers.length, batches.length]).toEqual([50, 1]);
    expect(recordsOf(batches).map(({ sessionId }) => sessionId)).toEqual(
      Array.from({ length: 50 }, (_, i) => `s${i}`),
    );
  });

  test('sooner when a batch is full', () => {
    const settings = { accounting: { windowMs: 1000, most: 10, backlog: 100 } };
    const { account, nas, pass, batches } = setUp({ settings });
    for (let i = 0; i < 25; i++) account(accountingRequest(nas, { identifier: i, sessionId: `s${i}` }));
    expect(batches.map(({ records }) => records.length)).toEqual([10, 10]);
    pass(1000);
    expect(batches.map(({ records }) => records.length)).toEqual([10, 10, 5]);
  });

  test('never when the commit fails; its retransmission is new and counts once', () => {
    const setup = setUp();
    const { account, nas, pass, answers, service, faults } = setup;
    const keep = setup.store;
    setup.store = () => {
      throw new Error('disk full');
    };
    const request = accountingRequest(nas, { kind: 'start' });
    account(request);
    pass(2);
    expect(answers).toEqual([]);
    expect(faults).toEqual([new Error('disk full')]);
    expect(service.sessions.size).toBe(0);
    setup.store = keep;
    account(request);
    pass(2);
    expect(recordsOf(setup.batches)).toHaveLength(1);
    expect(answers).toHaveLength(1);
    expect(service.stats).toMatchObject({ accountingFailed: 1, accountingRecorded: 1, resent: 0 });
  });

  test('after a slow commit, while the next batch gathers', async () => {
    const setup = setUp();
    const { account, nas, pass, answers, batches, service } = setup;
    const commits: PromiseWithResolvers<void>[] = [];
    setup.store = (batch) => {
      batches.push(batch);
      const commit = Promise.withResolvers<void>();
      commits.push(commit);
      return commit.promise;
    };
    account(accountingRequest(nas, { identifier: 1, sessionId: 'a' }));
    pass(2);
    account(accountingRequest(nas, { identifier: 2, sessionId: 'b' }));
    account(accountingRequest(nas, { identifier: 3, sessionId: 'c' }));
    pass(50);
    expect([batches.length, answers.length, service.sessions.size]).toEqual([1, 0, 0]);
    commits[0]!.resolve();
    await Promise.resolve();
    await Promise.resolve();
    expect(answers).toHaveLength(1);
    pass(2);
    expect(batches.map(({ records }) => records.length)).toEqual([1, 2]);
    commits[1]!.reject(new Error('disk full'));
    await service.drained();
    expect([answers.length, service.sessions.size]).toEqual([1, 1]);
  });

  test('not when too many wait already', () => {
    const settings = { accounting: { windowMs: 2, most: 10, backlog: 3 } };
    const { account, nas, pass, answers, service } = setUp({ settings });
    for (let i = 0; i < 5; i++) account(accountingRequest(nas, { identifier: i, sessionId: `s${i}` }));
    pass(2);
    expect(answers).toHaveLength(3);
    expect(service.stats.dropped).toEqual({ overloaded: 2 });
    account(accountingRequest(nas, { identifier: 4, sessionId: 's4' }));
    pass(2);
    expect(answers).toHaveLength(4);
  });
});

describe('a record that is sent again under a new identifier counts once', () => {
  test('within a batch and after it, and is acknowledged each time', () => {
    const { account, nas, pass, batches, answers, service } = setUp();
    const same = { kind: 'stop', seconds: 77, upload: 5, download: 6 } as const;
    account(accountingRequest(nas, { ...same, identifier: 1 }));
    account(accountingRequest(nas, { ...same, identifier: 2, delaySeconds: 1 }));
    pass(2);
    pass(5000);
    account(accountingRequest(nas, { ...same, identifier: 3, delaySeconds: 5 }));
    pass(2);
    expect(recordsOf(batches)).toHaveLength(1);
    expect(answers).toHaveLength(3);
    expect(service.stats).toMatchObject({ accountingRecorded: 1, accountingRepeated: 2 });
  });

  test('across a restart, with the sessions as they were stored', () => {
    const before = setUp();
    const same = { seconds: 300, upload: 5, download: 6 };
    before.account(accountingRequest(before.nas, same));
    before.pass(2);
    const stored = before.batches.flatMap(({ sessions }) => sessions);
    const after = setUp({ sessions: JSON.parse(JSON.stringify(stored)) });
    after.account(accountingRequest(after.nas, { ...same, identifier: 2, delaySeconds: 3 }));
    after.pass(2);
    expect([recordsOf(after.batches), after.answers.length]).toEqual([[], 1]);
  });
});

describe('a NAS that starts or stops', () => {
  test('closes the sessions that it had, and none that began since', () => {
    const { account, nas, pass, batches, service } = setUp();
    account(accountingRequest(nas, { identifier: 1, kind: 'start', sessionId: 'a' }));
    account(accountingRequest(nas, { identifier: 2, kind: 'start', sessionId: 'b' }));
    pass(2);
    pass(60_000);
    account(accountingRequest(nas, { identifier: 3, kind: 'on', sessionId: '0' }));
    // In the same batch a session begins that the restart does not concern.
    pass(1);
    account(accountingRequest(nas, { identifier: 4, kind: 'start', sessionId: 'c' }));
    pass(2);
    expect(recordsOf(batches).map(({ kind }) => kind)).toEqual(['start', 'start', 'on', 'start']);
    expect(service.sessions.open(serviceId).map(({ sessionId }) => sessionId)).toEqual(['c']);
    expect(service.sessions.get('192.0.2.10/nas-a/a')?.end).toMatchObject({ by: 'nas' });
  });

  test('says so once, however often it repeats it', () => {
    const { account, nas, pass, batches, answers } = setUp();
    for (let identifier = 1; identifier <= 3; identifier++) {
      account(
        accountingRequest(nas, { identifier, kind: 'off', sessionId: '0', delaySeconds: identifier * 3 }),
      );
      pass(3000);
    }
    expect(recordsOf(batches).map(({ kind }) => kind)).toEqual(['off']);
    expect(answers).toHaveLength(3);
    pass(60_000);
    account(accountingRequest(nas, { identifier: 9, kind: 'on', sessionId: '0' }));
    pass(2);
    expect(recordsOf(batches).map(({ kind }) => kind)).toEqual(['off', 'on']);
  });

  test('does not touch the sessions of another NAS behind the same address', () => {
    const { account, nas, pass, service } = setUp();
    account(accountingRequest(nas, { identifier: 1, kind: 'start', sessionId: 'a' }));
    pass(2);
    pass(60_000);
    const asOther = (writer: PacketWriter) => {
      // 'nas-a' is the last thing written before this: make it 'nas-b'.
      writer.bytes[writer.length - 1] = 'b'.charCodeAt(0);
    };
    account(accountingRequest(nas, { identifier: 2, kind: 'on', sessionId: '0', more: asOther }));
    pass(2);
    expect(service.sessions.open(serviceId)).toHaveLength(1);
  });
});
