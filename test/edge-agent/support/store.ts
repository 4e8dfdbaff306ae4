import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore, type Store } from '../../../edge-agent/journal/store.ts';

/** A store of its own in a folder that goes with the test. `reopen` is what a restart does. */
export function createTestStore(): { store: Store; reopen(): Store } {
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-store-'));
  let store = openStore(dataDir);
  onTestFinished(() => {
    store.close();
    rmSync(dataDir, { recursive: true });
  });
  return {
    store,
    reopen() {
      store.close();
      store = openStore(dataDir);
      return store;
    },
  };
}
