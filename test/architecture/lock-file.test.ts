import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface Entry {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const { packages } = read('package-lock.json') as { packages: Record<string, Entry> };

it('pins every dependency exactly', () => {
  const { dependencies, devDependencies, optionalDependencies } = read('package.json');
  const ranges = Object.entries<string>({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(ranges.length).toBeGreaterThan(20);
  expect(ranges.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

// An optional build for another platform that a registry did not have at the time passes `npm install`; its name without
// an entry of its own then breaks `npm ci` for everybody.
it('names no optional dependency that the lock file does not hold', () => {
  const dangling = Object.entries(packages)
    .filter(([path]) => path !== '')
    .flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isHeld(path, name)),
    );
  expect(dangling).toEqual([]);
});

/** As Node looks for it: in the package's own folder, then in each one above. */
function isHeld(path: string, name: string): boolean {
  const above = path.lastIndexOf('/node_modules/');
  if (packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`] !== undefined) return true;
  if (path === '') return false;
  return isHeld(above < 0 ? '' : path.slice(0, above), name);
}
