import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeChunks } from '../../../infra/local/engines/buckets/wire.ts';
import { generateSecret } from '../../../infra/local/engines/secrets.ts';
import type { StartedStack } from '../../../infra/local/start.ts';
import { startFixture } from './fixture-assembly.ts';
import { temporaryFolder } from './small-stack.ts';

const folder = temporaryFolder();
let stack: StartedStack;
let s3: S3Client;
let secrets: SecretsManagerClient;
const Bucket = 'papers';

async function start(): Promise<void> {
  stack = await startFixture(folder.path, {
    stacks: {
      Demo: {
        Resources: {
          Papers: { Type: 'AWS::S3::Bucket', Properties: { BucketName: Bucket } },
          Key: {
            Type: 'AWS::SecretsManager::Secret',
            Properties: {
              Name: 'demo/key',
              GenerateSecretString: {
                SecretStringTemplate: '{"user":"ada"}',
                GenerateStringKey: 'password',
                ExcludePunctuation: true,
                PasswordLength: 40,
              },
            },
          },
        },
      },
    },
  });
  const client = { region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
  const { aws } = stack.stack;
  s3 = new S3Client({ ...client, endpoint: aws.variables()['AWS_ENDPOINT_URL_S3']! });
  secrets = new SecretsManagerClient({
    ...client,
    endpoint: aws.variables()['AWS_ENDPOINT_URL_SECRETS_MANAGER']!,
  });
}

async function stop(): Promise<void> {
  s3.destroy();
  secrets.destroy();
  await stack.stop();
}

beforeAll(start);
afterAll(async () => {
  await stop();
  folder.remove();
});

const put = (Key: string, Body: string | Uint8Array, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string, more: object = {}) => s3.send(new GetObjectCommand({ Bucket, Key, ...more }));

describe('a bucket', () => {
  it('gives back what was put, with its headers, also after a restart', async () => {
    const { ETag } = await put('invoices/2026/ä & b.pdf', new Uint8Array([0, 255, 13, 10]), {
      ContentType: 'application/pdf',
      ContentDisposition: 'attachment; filename="a.pdf"',
      Metadata: { invoice: 'inv_1' },
    });
    await stop();
    await start();
    const found = await get('invoices/2026/ä & b.pdf');
    expect([...(await found.Body!.transformToByteArray())]).toEqual([0, 255, 13, 10]);
    expect(found).toMatchObject({
      ETag,
      ContentType: 'application/pdf',
      ContentDisposition: 'attachment; filename="a.pdf"',
      ContentLength: 4,
      Metadata: { invoice: 'inv_1' },
    });
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'invoices/2026/ä & b.pdf' }))).toMatchObject({
      ETag,
      ContentLength: 4,
    });
  });

  it('replaces an object whole and keeps no old file', async () => {
    const files = (): number => readdirSync(join(folder.path, 'data', 'buckets')).length;
    await put('twice', 'one');
    const before = files();
    await put('twice', 'two');
    expect(await (await get('twice')).Body!.transformToString()).toBe('two');
    expect(files()).toBe(before);
  });

  it('holds to conditions and ranges', async () => {
    await put('once', '0123456789', { IfNoneMatch: '*' });
    await expect(put('once', 'x', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(put('once', 'x', { IfMatch: '"other"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    const part = await get('once', { Range: 'bytes=2-4' });
    expect([await part.Body!.transformToString(), part.ContentRange]).toEqual(['234', 'bytes 2-4/10']);
    expect(await (await get('once', { Range: 'bytes=-3' })).Body!.transformToString()).toBe('789');
  });

  it('lists by prefix, folder and page', async () => {
    for (const key of ['l/a', 'l/b/1', 'l/b/2', 'l/c', 'm']) await put(key, key);
    const list = (more: object) => s3.send(new ListObjectsV2Command({ Bucket, ...more }));
    const folders = await list({ Prefix: 'l/', Delimiter: '/' });
    expect(folders.Contents?.map(({ Key }) => Key)).toEqual(['l/a', 'l/c']);
    expect(folders.CommonPrefixes).toEqual([{ Prefix: 'l/b/' }]);
    const first = await list({ Prefix: 'l/', MaxKeys: 3 });
    expect([first.IsTruncated, first.Contents?.length]).toEqual([true, 3]);
    const rest = await list({ Prefix: 'l/', ContinuationToken: first.NextContinuationToken });
    expect(rest.Contents?.map(({ Key }) => Key)).toEqual(['l/c']);
  });

  it('deletes one and many', async () => {
    for (const key of ['d/1', 'd/<2>', 'd/3']) await put(key, 'x');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'd/1' }));
    await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'd/<2>' }, { Key: 'd/3' }] } }),
    );
    await expect(get('d/<2>')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'd/' }))).KeyCount).toBe(0);
  });

  it('is there only if the template says so', async () => {
    await expect(s3.send(new GetObjectCommand({ Bucket: 'other', Key: 'x' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });

  it('reads uploads in chunks', () => {
    const body = '4;chunk-signature=abc\r\nWiki\r\n5\r\npedia\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n';
    expect(decodeChunks(Buffer.from(body)).toString()).toBe('Wikipedia');
    expect(() => decodeChunks(Buffer.from('4\r\nWiki\r\n'))).toThrow('ends too early');
  });
});

describe('a secret', () => {
  const value = async (): Promise<string> =>
    (await secrets.send(new GetSecretValueCommand({ SecretId: 'demo/key' }))).SecretString ?? '';

  it('is generated once and stays, in a file for its owner only', async () => {
    const first = await value();
    expect(JSON.parse(first)).toEqual({ user: 'ada', password: expect.stringMatching(/^[A-Za-z0-9]{40}$/) });
    await stop();
    await start();
    expect(await value()).toBe(first);
    const kept = join(folder.path, 'data', 'secrets');
    for (const file of readdirSync(kept)) expect(statSync(join(kept, file)).mode & 0o777).toBe(0o600);
  });

  it('can be given another value', async () => {
    await secrets.send(new PutSecretValueCommand({ SecretId: 'demo/key', SecretString: 'new' }));
    await stop();
    await start();
    expect(await value()).toBe('new');
  });

  it('that nobody declared is not found', async () => {
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: 'nobody' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('holds to what it is made of', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 60 }),
        fc.boolean(),
        fc.boolean(),
        (PasswordLength, ExcludePunctuation, ExcludeUppercase) => {
          const made = generateSecret({
            PasswordLength,
            ExcludePunctuation,
            ExcludeUppercase,
            ExcludeLowercase: false,
            ExcludeNumbers: false,
            ExcludeCharacters: 'abc"',
            IncludeSpace: false,
            RequireEachIncludedType: true,
          });
          expect(made).toHaveLength(PasswordLength);
          expect(made).toMatch(/[d-z]/);
          expect(made).toMatch(/\d/);
          expect(made).not.toMatch(/[abc"]/);
          expect(/[A-Z]/.test(made)).toBe(!ExcludeUppercase);
          expect(/[^A-Za-z0-9]/.test(made)).toBe(!ExcludePunctuation);
        },
      ),
      { seed: 11 },
    );
  });
});
