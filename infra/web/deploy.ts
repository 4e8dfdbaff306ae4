import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { buildWebApps } from './build.ts';
import { uploadWebApps, type WebOutputs } from './upload.ts';

/** `npm run deploy -- [options of cdk deploy]`: all stacks, then the files of the apps. */
const root = join(import.meta.dirname, '..', '..');
const scratch = mkdtempSync(join(tmpdir(), 'throughline-deploy-'));
try {
  // An app that cannot be built is heard of before anything is changed.
  const apps = join(scratch, 'web');
  await buildWebApps(root, apps);
  const outputsFile = join(scratch, 'outputs.json');
  const { status } = spawnSync(
    join(root, 'node_modules', '.bin', 'cdk'),
    ['deploy', '--all', '--outputs-file', outputsFile, ...process.argv.slice(2)],
    { cwd: root, stdio: 'inherit' },
  );
  if (status === 0) {
    const { ThroughlineWeb: outputs } = JSON.parse(readFileSync(outputsFile, 'utf8')) as {
      readonly ThroughlineWeb: WebOutputs;
    };
    await uploadWebApps(new S3Client({}), apps, outputs);
    console.log(`The apps are in ${outputs.Bucket}; CloudFront has them at ${outputs.WebUrl}/portal/.`);
  } else {
    process.exitCode = status ?? 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
