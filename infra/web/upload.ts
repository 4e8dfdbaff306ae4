import { createReadStream, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** What the stack `ThroughlineWeb` puts out, of all that `cdk deploy --outputs-file` writes. */
export interface WebOutputs {
  readonly Bucket: string;
  readonly WebUrl: string;
  /** `config.json` of each app, as JSON. */
  readonly AdminConfig: string;
  readonly PortalConfig: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** A page after what it names, and a service worker, which fetches its release as soon as it is had, after the page. */
const lateness = (name: string) => ['index.html', 'worker.js'].indexOf(name) + 1;

/**
 * Puts the apps that were built in `folder` into the bucket, pages and workers last: whoever loads one finds all that it names.
 * Assets of earlier releases stay, because a page that is open may still ask for them. How long browsers keep what is
 * decided by the distribution.
 */
export async function uploadWebApps(s3: S3Client, folder: string, outputs: WebOutputs): Promise<void> {
  const put = (Key: string, ContentType: string, Body: string | ReturnType<typeof createReadStream>) =>
    s3.send(new PutObjectCommand({ Bucket: outputs.Bucket, Key, ContentType, Body }));
  const configs: Readonly<Record<string, string>> = {
    admin: outputs.AdminConfig,
    portal: outputs.PortalConfig,
  };
  for (const app of readdirSync(folder)) {
    const config = configs[app];
    if (config === undefined) throw new Error(`ThroughlineWeb puts out no settings of the app ${app}`);
    const files = readdirSync(join(folder, app), { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, app, name)).isFile())
      .sort((a, b) => lateness(a) - lateness(b));
    await put(`${app}/config.json`, 'application/json', config);
    for (const name of files) {
      const type = types[extname(name)];
      if (type === undefined)
        throw new Error(`${app}/${name}: say in ${import.meta.filename} what type it is`);
      await put(`${app}/${name}`, type, createReadStream(join(folder, app, name)));
    }
  }
}
