import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalStack, RestAnswer, RestRequest } from '../stack.ts';
import { decodeChunks, escapeXml, readKeys } from './buckets/wire.ts';

interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  /** JSON of the headers that come back with the object. */
  readonly headers: string;
  readonly updated_at: number;
}

/** Request headers that belong to the object and come back with it. */
const keptHeaders = /^(content-(type|encoding|disposition|language)|cache-control|expires|x-amz-meta-.+)$/;

const xml = { 'content-type': 'application/xml' };

function refuse(status: number, code: string, message: string): RestAnswer {
  return {
    status,
    headers: xml,
    body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`,
  };
}

/** S3: objects as files in the data folder, listed in the stack's memory. A row is written only once its file is whole. */
export class Buckets {
  readonly #stack: LocalStack;
  readonly #folder: string;
  readonly #names = new Set<string>();

  constructor(stack: LocalStack) {
    this.#stack = stack;
    this.#folder = join(stack.dataDir, 'buckets');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    stack.db.exec(`
      CREATE TABLE IF NOT EXISTS buckets_objects (
        bucket TEXT NOT NULL,
        key TEXT NOT NULL,
        file TEXT NOT NULL,
        size INTEGER NOT NULL,
        etag TEXT NOT NULL,
        headers TEXT NOT NULL,
        updated_at INTEGER NOT NULL,
        PRIMARY KEY (bucket, key)
      )`);
    stack.aws.rest('s3', 'S3', (request) => this.#handle(request));
  }

  declare(name: string): void {
    this.#names.add(name);
  }

  #handle(request: RestRequest): RestAnswer {
    const [, bucket = '', ...rest] = request.path.split('/');
    if (!this.#names.has(bucket)) {
      return refuse(404, 'NoSuchBucket', `The specified bucket does not exist: ${bucket}`);
    }
    const key = decodeURIComponent(rest.join('/'));
    const { method, query } = request;
    if (key === '') {
      if (method === 'POST' && query.has('delete')) return this.#deleteMany(bucket, request);
      if (method === 'GET') return this.#list(bucket, query);
      if (method === 'HEAD') return { status: 200 };
    } else if (!query.has('uploadId') && !query.has('uploads')) {
      if (method === 'PUT') return this.#put(bucket, key, request);
      if (method === 'GET' || method === 'HEAD') return this.#get(bucket, key, request);
      if (method === 'DELETE') {
        this.#delete(bucket, key);
        return { status: 204 };
      }
    }
    return refuse(501, 'NotImplemented', `${method} ${request.path} is not implemented here`);
  }

  #find(bucket: string, key: string): StoredObject | undefined {
    return this.#stack.db
      .prepare('SELECT * FROM buckets_objects WHERE bucket = ? AND key = ?')
      .get(bucket, key) as StoredObject | undefined;
  }

  #put(bucket: string, key: string, request: RestRequest): RestAnswer {
    if (request.headers['x-amz-copy-source'] !== undefined) {
      return refuse(501, 'NotImplemented', 'Copies are not implemented here');
    }
    const before = this.#find(bucket, key);
    const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = request.headers;
    if (
      (ifNoneMatch === '*' && before !== undefined) ||
      (ifMatch !== undefined && ifMatch.replaceAll('"', '') !== before?.etag)
    ) {
      return refuse(
        412,
        'PreconditionFailed',
        'At least one of the pre-conditions you specified did not hold',
      );
    }
    const chunked = request.headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true;
    const body = chunked ? decodeChunks(request.body) : request.body;
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => keptHeaders.test(name)),
    );
    // The transfer's own encoding is not the object's.
    const encoding = headers['content-encoding']?.replace(/^aws-chunked,?/, '');
    if (encoding === '') delete headers['content-encoding'];
    else if (encoding !== undefined) headers['content-encoding'] = encoding;
    const etag = createHash('md5').update(body).digest('hex');
    const file = randomUUID();
    writeFileSync(join(this.#folder, file), body, { mode: 0o600, flush: true });
    this.#stack.db
      .prepare('INSERT OR REPLACE INTO buckets_objects VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(bucket, key, file, body.length, etag, JSON.stringify(headers), this.#stack.clock.now());
    if (before !== undefined) rmSync(join(this.#folder, before.file), { force: true });
    return { status: 200, headers: { etag: `"${etag}"` } };
  }

  #get(bucket: string, key: string, { method, headers }: RestRequest): RestAnswer {
    const object = this.#find(bucket, key);
    if (object === undefined) return refuse(404, 'NoSuchKey', 'The specified key does not exist.');
    const answered: Record<string, string> = {
      'content-type': 'binary/octet-stream',
      ...(JSON.parse(object.headers) as Record<string, string>),
      etag: `"${object.etag}"`,
      'last-modified': new Date(object.updated_at).toUTCString(),
      'accept-ranges': 'bytes',
    };
    if (headers['if-none-match']?.replaceAll('"', '') === object.etag)
      return { status: 304, headers: answered };
    if (method === 'HEAD') {
      return { status: 200, headers: { ...answered, 'content-length': String(object.size) } };
    }
    const body = readFileSync(join(this.#folder, object.file));
    const range = /^bytes=(\d*)-(\d*)$/.exec(headers['range'] ?? '');
    if (range === null) return { status: 200, headers: answered, body };
    const [, from = '', to = ''] = range;
    const start = from === '' ? Math.max(0, body.length - Number(to)) : Number(from);
    const end = from === '' || to === '' ? body.length - 1 : Math.min(Number(to), body.length - 1);
    if (start > end) return refuse(416, 'InvalidRange', 'The requested range is not satisfiable');
    return {
      status: 206,
      headers: { ...answered, 'content-range': `bytes ${start}-${end}/${body.length}` },
      body: body.subarray(start, end + 1),
    };
  }

  #delete(bucket: string, key: string): void {
    const object = this.#find(bucket, key);
    if (object === undefined) return;
    this.#stack.db.prepare('DELETE FROM buckets_objects WHERE bucket = ? AND key = ?').run(bucket, key);
    rmSync(join(this.#folder, object.file), { force: true });
  }

  #deleteMany(bucket: string, { body }: RestRequest): RestAnswer {
    const keys = readKeys(body.toString('utf8'));
    for (const key of keys) this.#delete(bucket, key);
    const deleted = keys.map((key) => `<Deleted><Key>${escapeXml(key)}</Key></Deleted>`).join('');
    return { status: 200, headers: xml, body: `<DeleteResult>${deleted}</DeleteResult>` };
  }

  #list(bucket: string, query: URLSearchParams): RestAnswer {
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
    const most = Math.min(Number(query.get('max-keys') ?? 1000), 1000);
    const rows = this.#stack.db
      .prepare(
        'SELECT * FROM buckets_objects WHERE bucket = ? AND key > ? AND substr(key, 1, ?) = ? ORDER BY key LIMIT ?',
      )
      .all(bucket, after, prefix.length, prefix, most + 1) as unknown as StoredObject[];
    const page = rows.slice(0, most);
    const folders = new Set<string>();
    const contents = page.flatMap(({ key, size, etag, updated_at }) => {
      const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      if (cut >= 0) {
        folders.add(key.slice(0, cut + delimiter.length));
        return [];
      }
      return [
        `<Contents><Key>${escapeXml(key)}</Key><LastModified>${new Date(updated_at).toISOString()}</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
      ];
    });
    const more = rows.length > most ? page.at(-1)!.key : undefined;
    const body = [
      '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult>',
      `<Name>${bucket}</Name><Prefix>${escapeXml(prefix)}</Prefix><MaxKeys>${most}</MaxKeys>`,
      `<KeyCount>${contents.length + folders.size}</KeyCount><IsTruncated>${more !== undefined}</IsTruncated>`,
      more === undefined ? '' : `<NextContinuationToken>${escapeXml(more)}</NextContinuationToken>`,
      ...contents,
      ...[...folders].map(
        (folder) => `<CommonPrefixes><Prefix>${escapeXml(folder)}</Prefix></CommonPrefixes>`,
      ),
      '</ListBucketResult>',
    ].join('');
    return { status: 200, headers: xml, body };
  }
}

const opened = new WeakMap<LocalStack, Buckets>();

export function bucketsOf(stack: LocalStack): Buckets {
  const buckets = opened.get(stack) ?? new Buckets(stack);
  opened.set(stack, buckets);
  return buckets;
}
