import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webAppsOf } from '../../infra/local/engines/web-apps.ts';
import bucketType from '../../infra/local/resources/aws-s3-bucket.ts';
import type { RestAnswer, RestHandler } from '../../infra/local/stack.ts';
import { buildWebFiles } from '../../infra/local/web-files.ts';
import { uploadWebApps } from '../../infra/web/upload.ts';
import { challengeOf } from '../../web/shared/sign-in.ts';
import { type SmallStack, smallStack, temporaryFolder } from '../infra/local/small-stack.ts';

const root = join(import.meta.dirname, '..', '..');
const settings = {
  api: 'http://127.0.0.1:1/api/v1',
  issuer: 'http://127.0.0.1:1/staff',
  clientId: 'app',
  redirectUri: 'http://127.0.0.1:1/admin/',
};
const data = temporaryFolder();
let small: SmallStack;
let folder: string;
let app: RestHandler;
beforeAll(async () => {
  folder = await buildWebFiles(root);
  small = await smallStack(data.path);
  const apps = webAppsOf(small.stack);
  const viewerRequest = readFileSync(join(root, 'infra', 'web', 'page-of-path.js'), 'utf8');
  apps.behaviors = [
    { pathPattern: '/admin/assets/*', headers: { 'cache-control': 'immutable' }, viewerRequest },
    { pathPattern: '*', headers: { 'cache-control': 'no-cache' }, viewerRequest },
  ];
  app = apps.serve('admin', folder, settings);
});
afterAll(async () => {
  await small.stop();
  data.remove();
});

const ask = async (path: string, method = 'GET'): Promise<RestAnswer> =>
  app({
    method,
    path,
    rawQuery: '',
    query: new URLSearchParams(),
    sourceIp: '127.0.0.1',
    headers: {},
    body: Buffer.alloc(0),
  });

describe('the admin app', () => {
  it('is served with every file that its page names, and no inline code', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(headers?.['cache-control']).toBe('no-cache');
    const html = String(body);
    expect(html).not.toMatch(/<style|<script(?![^>]*\ssrc=)| style="/);
    const named = [...html.matchAll(/(?:src|href)="\/admin(\/[^"]+)"/g)].map(([, path]) => path!);
    expect(named).toHaveLength(2);
    for (const path of named) {
      const file = await ask(path);
      expect(file.status).toBe(200);
      expect(file.headers?.['cache-control']).toContain('immutable');
    }
  });

  it('answers every place in it with its page', async () => {
    const page = await ask('/');
    expect(await ask('/subscribers/sub_01K.X')).toEqual(page);
    expect(await ask('/billing/')).toEqual(page);
  });

  it('tells the app where the API and the sign-in are', async () => {
    const { headers, body } = await ask('/config.json');
    expect(JSON.parse(String(body))).toEqual(settings);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-cache' });
  });

  it('knows nothing else', async () => {
    expect((await ask('/assets/../../package.json')).status).toBe(404);
    expect((await ask('/', 'POST')).status).toBe(405);
  });
});

it.each(['admin', 'portal'])('the %s is at most 200 kB gzip before what a place brings with it', (name) => {
  const assets = join(folder, name, 'assets');
  const first = new Set<string>();
  const take = (file: string) => {
    if (first.has(file)) return;
    first.add(file);
    if (!file.endsWith('.js')) return;
    const code = readFileSync(join(assets, file), 'utf8');
    for (const [, other] of code.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) take(other!);
  };
  const html = readFileSync(join(folder, name, 'index.html'), 'utf8');
  for (const [, file] of html.matchAll(/assets\/([^"]+)"/g)) take(file!);
  const bytes = [...first]
    .map((file) => gzipSync(readFileSync(join(assets, file))).length)
    .reduce((sum, length) => sum + length, 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(200_000);
});

it('the worker of the portal keeps its page and what that cannot begin without, and nothing else', () => {
  const worker = readFileSync(join(folder, 'portal', 'worker.js'), 'utf8');
  const html = readFileSync(join(folder, 'portal', 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="(\/portal\/[^"]+)"/g)].map(([, path]) => path!);
  const kept = JSON.parse(/assets:(\[[^\]]*\])/.exec(worker)![1]!) as string[];
  expect(kept).toEqual(expect.arrayContaining(named));
  expect(kept.filter((path) => !/^\/portal\/assets\/[\w-]+-[A-Z0-9]{8}\.(js|css)$/.test(path))).toEqual([]);
  for (const language of ['english', 'spanish', 'portuguese', 'french', 'arabic']) {
    expect(kept.some((path) => path.includes(`/${language}-`))).toBe(true);
  }
  expect(worker).not.toMatch(/api|token/i);
});

it('puts every app with its settings into the bucket, pages last', async () => {
  const { ref: Bucket } = small.create(bucketType, 'Files', {});
  const s3 = new S3Client({
    region: 'us-east-1',
    endpoint: small.stack.aws.variables()['AWS_ENDPOINT_URL_S3']!,
    forcePathStyle: true,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const put: string[] = [];
  s3.middlewareStack.add(
    (next) => (args) => {
      if ('Key' in args.input) put.push(String(args.input.Key));
      return next(args);
    },
    { step: 'initialize' },
  );
  await uploadWebApps(s3, folder, {
    Bucket,
    WebUrl: 'https://web.example.com',
    AdminConfig: JSON.stringify(settings),
    PortalConfig: '{"api":"https://api.example.com"}',
  });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents.map(({ Key }) => Key).sort()).toEqual([...put].sort());
  const ofAdmin = put.filter((key) => key.startsWith('admin/'));
  expect(ofAdmin).toContain('admin/config.json');
  expect(ofAdmin.at(-1)).toBe('admin/index.html');
  expect(put.filter((key) => key.startsWith('portal/')).slice(-2)).toEqual([
    'portal/index.html',
    'portal/worker.js',
  ]);
  const page = await s3.send(new GetObjectCommand({ Bucket, Key: 'admin/index.html' }));
  expect(page.ContentType).toBe('text/html; charset=utf-8');
  expect(await page.Body?.transformToString()).toBe(
    readFileSync(join(folder, 'admin', 'index.html'), 'utf8'),
  );
});

it('makes the challenge of RFC 7636, appendix B', async () => {
  expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});
