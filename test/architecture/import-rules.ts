import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';

/** What a folder may import: house folders or files by prefix, packages by name. `typesOnly` may be named in `import type` alone. */
export interface Rule {
  readonly folder: string;
  readonly may: readonly string[];
  readonly typesOnly?: readonly string[];
  readonly never?: readonly string[];
}

/**
 * Who may import whom. Most specific folder first: the first rule whose folder holds the file is the one that counts.
 * `node:` stands for all of Node's own modules, `sdk` for the AWS SDK and the SDKs of payment providers.
 */
export const rules: readonly Rule[] = [
  { folder: 'functions/contracts', may: ['functions/contracts', 'zod', 'node:crypto'] },
  {
    folder: 'functions/domain',
    may: ['functions/domain', 'functions/contracts/scalars.ts', 'functions/contracts/written-figures.ts'],
    // A type is gone at run time: the core stays free of schemas and still has one definition of each shape.
    typesOnly: ['functions/contracts'],
  },
  { folder: 'functions/ports', may: ['functions/ports', 'functions/domain', 'functions/contracts'] },
  {
    folder: 'functions/use-cases',
    may: ['functions/use-cases', 'functions/domain', 'functions/ports', 'functions/contracts'],
  },
  {
    folder: 'functions/adapters',
    may: [
      'functions/adapters',
      'functions/ports',
      'functions/domain',
      'functions/contracts',
      'zod',
      'sdk',
      'node:',
      'date-holidays',
      'pdfkit',
      'bidi-js',
      'uqr',
      'wawoff2',
      'fast-xml-parser',
    ],
  },
  {
    folder: 'functions/runtime',
    may: [
      'functions/runtime',
      'functions/adapters',
      'functions/use-cases',
      'functions/ports',
      'functions/domain',
      'functions/contracts',
      'zod',
      '@middy/core',
      'sdk',
      'node:',
    ],
    typesOnly: ['aws-lambda'],
  },
  {
    folder: 'functions/handlers',
    may: ['functions/handlers', 'functions/use-cases', 'functions/contracts', 'functions/runtime', 'zod'],
    typesOnly: ['functions/ports', 'functions/domain'],
  },
  {
    folder: 'edge-agent/drivers',
    may: ['edge-agent/capabilities', 'edge-agent/protocols', 'functions/contracts', 'zod', 'node:'],
    never: ['edge-agent/drivers'],
  },
  {
    folder: 'edge-agent',
    may: [
      'edge-agent',
      'functions/contracts',
      'zod',
      'mqtt',
      'net-snmp',
      'node-routeros',
      'radius',
      'ssh2',
      'node:',
    ],
  },
  { folder: 'infra/local', may: ['infra/local', 'packages', 'node:'], never: ['sdk', 'aws-cdk-lib'] },
  { folder: 'infra/web', may: ['infra/web', 'sdk', 'esbuild', 'node:'] },
  {
    folder: 'infra',
    may: [
      'infra',
      'functions/contracts',
      'functions/runtime/environments',
      'aws-cdk-lib',
      'constructs',
      'esbuild',
      'node:',
    ],
    typesOnly: ['zod'],
    never: ['infra/local'],
  },
  // The table of permissions, and how figures are written, bring no schemas along.
  {
    folder: 'web',
    may: ['web', 'packages', 'functions/contracts/permissions.ts', 'functions/contracts/written-figures.ts'],
    typesOnly: ['functions/contracts'],
  },
];

export interface Violation {
  readonly file: string;
  readonly imports: string;
  readonly rule: string;
}

const sdkPackages = [/^@aws-sdk\//, /^@smithy\//, /^stripe$/];

// Statements as the formatter leaves them: `import … from 'x'`, `export … from 'x'`, `import 'x'`, and `import('x')`.
const statement =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\(\s*[`']([^`']+)[`']/g;

/** Imports of a file that its folder's rule does not allow. */
export function violations(file: string, source: string): Violation[] {
  const rule = rules.find(({ folder }) => file.startsWith(`${folder}/`));
  if (rule === undefined) return [];
  return [...source.matchAll(statement)].flatMap(([, , type, fixed, dynamic]) => {
    const specifier = fixed ?? dynamic ?? '';
    const target = specifier.startsWith('.')
      ? posix.normalize(posix.join(dirname(file), specifier))
      : specifier;
    const sameFile = (entry: string) => matches(target, entry);
    const forbidden = rule.never?.some((entry) => sameFile(entry)) ?? false;
    const allowed =
      rule.may.some(sameFile) || (type !== undefined && (rule.typesOnly?.some(sameFile) ?? false));
    return allowed && !forbidden ? [] : [{ file, imports: target, rule: rule.folder }];
  });
}

function matches(target: string, entry: string): boolean {
  if (entry === 'node:') return target.startsWith('node:');
  if (entry === 'sdk') return sdkPackages.some((pattern) => pattern.test(target));
  if (entry === 'packages') return !/^(\.|functions|edge-agent|infra|test|web|node:)/.test(target);
  return target === entry || target.startsWith(`${entry}/`);
}

/** All sources of the house below a folder, as paths from the root. */
export function sources(root: string, folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    const top = join(root, folder);
    return readdirSync(top, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|tsx)$/.test(file) && !file.includes('node_modules'))
      .map((file) => relative(root, join(top, file)));
  });
}

export function violationsBelow(root: string, folders: readonly string[]): Violation[] {
  return sources(root, folders).flatMap((file) => violations(file, readFileSync(join(root, file), 'utf8')));
}
