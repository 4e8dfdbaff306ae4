import { execFile } from 'node:child_process';
import { afterEach, describe, expect, test } from 'vitest';
import { type RouterLab, type RouterLabOptions, startRouterLab } from '../lab/routeros.ts';

/** Debian's python3-librouteros as the judge of the simulated router: what it understands, the agent may be tried on. */

const script = `
import json, sys
from librouteros import connect
from librouteros.exceptions import TrapError
from librouteros.login import plain, token
from librouteros.query import Key, Or

port, method = int(sys.argv[1]), {'plain': plain, 'token': token}[sys.argv[2]]
said = {}
try:
    connect('127.0.0.1', 'throughline', 'wrong', port=port, login_method=method)
except TrapError as refusal:
    said['stranger'] = refusal.message
api = connect('127.0.0.1', 'throughline', 'let-me-in', port=port, login_method=method, encoding='utf-8')
said['version'] = [row['version'] for row in api.path('system', 'resource')]
secrets = api.path('ppp', 'secret')
name, comment = Key('name'), Key('comment')
said['empty'] = list(secrets)
said['alice'] = secrets.add(name='alice', password='wonder', service='pppoe', comment='A')
said['bob'] = secrets.add(name='bob', password='builder', disabled=True, comment='B')
said['long'] = secrets.add(name='long', comment='x' * 20000)
try:
    secrets.add(name='alice')
except TrapError as refusal:
    said['twin'] = [refusal.category, refusal.message]
for words in ({'colour': 'red'}, {'profile': 'gold'}, {'disabled': 'maybe'}):
    try:
        secrets.update(**{'.id': said['alice'], **words})
    except TrapError as refusal:
        said.setdefault('wrong', []).append(refusal.message)
secrets.update(**{'.id': said['alice'], 'remote-address': '10.0.0.7'})
said['either'] = [row['name'] for row in secrets.select(name).where(Or(name == 'alice', comment == 'B'))]
said['not'] = [row['name'] for row in secrets.select(name).where(comment != 'A')]
said['shown'] = list(secrets.select(name, Key('disabled'), Key('remote-address')).where(name == 'alice'))
said['length'] = [len(row['comment']) for row in secrets.select(comment).where(name == 'long')]
said['count'] = [row['ret'] for row in api.rawCmd('/ppp/secret/print', '=count-only=')]
queues = api.path('queue', 'simple')
queues.add(name='q', target='10.0.0.7', **{'max-limit': '10M/50000k'})
said['queue'] = list(queues.select(Key('target'), Key('max-limit')))
secrets.remove(said['alice'], said['bob'], said['long'])
said['left'] = list(secrets)
try:
    secrets.remove(said['alice'])
except TrapError as refusal:
    said['gone'] = [refusal.category, refusal.message]
try:
    list(api('/ppp/secret/shout'))
except TrapError as refusal:
    said['unknown'] = refusal.message
print(json.dumps(said))
`;

let lab: RouterLab | undefined;
afterEach(async () => {
  await lab?.close();
});

function librouteros(port: number, method: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const child = execFile('/usr/bin/python3', ['-', String(port), method], (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as Record<string, unknown>);
      else reject(new Error(stderr, { cause: error }));
    });
    child.stdin!.end(script);
  });
}

const cases: RouterLabOptions[] = (['7.18', '6.49', '6.42'] as const).flatMap((version) => [
  { version },
  { version, pieceSize: 1 },
]);

describe.each(cases)('python3-librouteros and the simulated router %o', (options) => {
  test('log in, be refused, add, set, query, remove', async () => {
    lab = await startRouterLab(options);
    const said = await librouteros(lab.port, options.version === '6.42' ? 'token' : 'plain');
    expect(said).toEqual({
      stranger: options.version === '6.42' ? 'cannot log in' : 'invalid user name or password (6)',
      version: [options.version],
      empty: [],
      alice: expect.stringMatching(/^\*[0-9A-F]+$/),
      bob: expect.stringMatching(/^\*[0-9A-F]+$/),
      long: expect.stringMatching(/^\*[0-9A-F]+$/),
      twin: [4, 'failure: secret with the same name already exists'],
      wrong: [
        'unknown parameter',
        'input does not match any value of profile',
        'input does not match any value of disabled',
      ],
      either: ['alice', 'bob'],
      not: ['bob', 'long'],
      shown: [{ name: 'alice', disabled: false, 'remote-address': '10.0.0.7' }],
      length: [20_000],
      count: [3],
      queue: [{ target: '10.0.0.7/32', 'max-limit': '10000000/50000000' }],
      left: [],
      gone: [0, 'no such item'],
      unknown: 'no such command',
    });
  });
});
