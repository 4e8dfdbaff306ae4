import type { ProofStep } from '../../functions/contracts/network-state.ts';
import { LineFault, LoginRefused, RouterRefusal } from '../protocols/routeros/faults.ts';
import type { Router } from '../protocols/routeros/router.ts';
import type { DeviceDifference, DeviceResult } from './device-result.ts';
import type { RouterAccess, RouterGrant } from './router-access.ts';
import { cut, itemChanges } from './routeros-changes.ts';
import {
  type Difference,
  hasAnyTag,
  isOurProfile,
  type RouterPolicy,
  subscriberMenus,
  unfitFor,
  unwantedItems,
  wantedItems,
  wordsOf,
} from './routeros-items.ts';
import { type FoundItem, type Look, look } from './routeros-look.ts';
import { profileKeeper } from './routeros-profiles.ts';

/** Changes are made, read back, and made again so often; a router that does not keep them by then never will. */
const mostRounds = 3;

type RouterFault = LineFault | RouterRefusal | LoginRefused;

function isRouterFault(error: unknown): error is RouterFault {
  return error instanceof LineFault || error instanceof RouterRefusal || error instanceof LoginRefused;
}

/** What came of making a grant true, and what may have to be cleaned after it. */
interface Run {
  readonly result: DeviceResult;
  /** Profiles of ours that the subscriber had. */
  readonly hadProfiles: ReadonlySet<string>;
  /** Something of the service was there before. */
  readonly wasThere: boolean;
}

/**
 * Subscribers kept on a RouterOS router. What the router shows decides, never what it says: each round reads, changes
 * what differs, and reads again. So a lost answer, a restart, or a hand in between costs a round and nothing else.
 */
export function routerOsAccess(
  router: Router,
  policy: RouterPolicy,
  { now, adopts }: { readonly now: () => string; readonly adopts: boolean },
): RouterAccess {
  const profiles = {
    ppp: profileKeeper(router, subscriberMenus.ppp),
    hotspot: profileKeeper(router, subscriberMenus.hotspot),
    'dhcp-lease': profileKeeper(router, subscriberMenus['dhcp-lease']),
  };

  function lookAt(grant: RouterGrant, present: boolean): Promise<Look> {
    const items = present ? wantedItems(grant, policy) : unwantedItems(grant, policy);
    return look(router, grant, items, policy, { present, adopts });
  }

  function stepsOf(found: Look, grant: RouterGrant): ProofStep[] {
    const steps = found.items.map(itemStep);
    for (const { words, wrong } of found.sessions) {
      steps.push({ check: words, ok: wrong === undefined, answer: wrong ?? 'holds what is granted' });
    }
    const online = subscriberMenus[grant.kind].active !== undefined;
    if (online && found.sessions.length === 0) {
      steps.push({ check: `sessions of ${grant.identity}`, ok: true, answer: 'none' });
    }
    return steps.map((step) => ({ ...step, at: now() }));
  }

  async function converge(grant: RouterGrant, present: boolean): Promise<Run> {
    const made: ProofStep[] = [];
    const hadProfiles = new Set<string>();
    const mustGo = new Set<string>();
    const refused = new Set<string>();
    let refusal: string | undefined;
    let wasThere = true;
    let blindly = true;
    let fault: LineFault | undefined;

    for (let round = 0; ; round++) {
      const seen = await attempt(() => lookAt(grant, present));
      const run = (result: DeviceResult): Run => ({ result, hadProfiles, wasThere });
      if (!seen.ok) return run(unreadable(seen.fault, fault, made));
      const found = seen.value;
      if (round === 0) wasThere = found.items.some(isHeld);
      for (const name of profilesIn(found)) hadProfiles.add(name);
      for (const { id, wrong } of found.sessions) if (wrong !== undefined) mustGo.add(id);

      const changes = [
        ...found.items.flatMap((one) => itemChanges(one, grant, blindly)),
        ...found.sessions.filter(({ id }) => mustGo.has(id)).map(cut),
      ];
      const steps = [...made, ...stepsOf(found, grant)];
      if (changes.length === 0) {
        return run({ outcome: round > 0 ? 'applied' : 'already-applied', steps });
      }
      const obstacle = missingPassword(found) ?? refusal;
      if (obstacle !== undefined) {
        return run({ outcome: 'refused', reason: `${obstacle}${foreignWords(found)}`, steps });
      }
      if (round === mostRounds) return run(notKept(found, fault, steps));

      fault = undefined;
      for (const change of changes) {
        const done = await attempt(() => change.make(router));
        if (done.ok) {
          made.push({ check: change.words, at: now(), ok: true, answer: 'done' });
          if (change.blind) blindly = false;
          continue;
        }
        if (done.fault instanceof LoginRefused) return run(unreadable(done.fault, undefined, made));
        // Refused or not answered, it may have been done meanwhile: another look tells. What is refused twice is refused.
        if (done.fault instanceof RouterRefusal) {
          if (refused.has(change.words)) refusal = `${change.words}: ${done.fault.message}`;
          refused.add(change.words);
        } else {
          fault = done.fault;
          if (fault.sent) made.push({ check: change.words, at: now(), ok: true, answer: fault.message });
        }
        break;
      }
    }
  }

  /** Removes profiles that nobody has any more. */
  async function tidy({ kind }: RouterGrant): Promise<ProofStep[]> {
    const words = await profiles[kind].tidy();
    return words === undefined ? [] : [{ check: 'tidy up', at: now(), ok: true, answer: words }];
  }

  /** Nothing of the service is left, or the words of what kept it from going. */
  async function takeBack(grant: RouterGrant): Promise<string> {
    const { result } = await converge(grant, false);
    return isDone(result) ? '' : `; what was begun could not be taken back: ${result.reason}`;
  }

  return {
    async apply(grant) {
      const unfit = unfitFor(grant);
      if (unfit !== undefined) return { outcome: 'refused', reason: unfit, steps: [] };
      const wanted = wantedItems(grant, policy).filter(({ madeFrom }) => madeFrom !== undefined);
      const names = wanted.map(({ key }) => key['name']!);
      const run = await profiles[grant.kind].using(names, () => converge(grant, true));
      const { result } = run;
      const isRefused = result.outcome === 'refused';
      const reason = `${result.reason}${isRefused && !run.wasThere ? await takeBack(grant) : ''}`;
      const isRight = isDone(result);
      profiles[grant.kind].left(
        [...run.hadProfiles, ...names].filter((name) => !isRight || !names.includes(name)),
      );
      const steps = [...result.steps, ...(isRight || isRefused ? await tidy(grant) : [])];
      return result.reason === undefined ? { ...result, steps } : { ...result, reason, steps };
    },

    async read(grant) {
      const unfit = unfitFor(grant);
      if (unfit !== undefined) return { outcome: 'refused', reason: unfit, steps: [] };
      const seen = await attempt(() => lookAt(grant, true));
      if (!seen.ok) return unreadable(seen.fault, undefined, []);
      const steps = stepsOf(seen.value, grant);
      const wrong = wrongWords(seen.value);
      return wrong === ''
        ? { outcome: 'already-applied', steps }
        : { outcome: 'refused', reason: wrong, steps, differences: differencesIn(seen.value) };
    },

    async remove(grant) {
      const { result, hadProfiles } = await converge(grant, false);
      profiles[grant.kind].left(hadProfiles);
      const steps = isDone(result) ? await tidy(grant) : [];
      return { ...result, steps: [...result.steps, ...steps] };
    },
  };
}

function isDone({ outcome }: DeviceResult): boolean {
  return outcome === 'applied' || outcome === 'already-applied';
}

type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: RouterFault };

async function attempt<T>(task: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await task() };
  } catch (error) {
    if (!isRouterFault(error)) throw error;
    return { ok: false, fault: error };
  }
}

/** The router could not be read. Whether that matters depends on what had been sent before. */
function unreadable(
  reading: RouterFault,
  before: LineFault | undefined,
  made: readonly ProofStep[],
): DeviceResult {
  if (before?.sent === true || made.length > 0) {
    const asked = before?.message ?? 'the router took the change';
    return {
      outcome: 'unknown',
      reason: `${asked}; then it could not be read: ${reading.message}`,
      steps: made,
    };
  }
  const outcome = reading instanceof LineFault ? 'unreachable' : 'refused';
  return { outcome, reason: reading.message, steps: [] };
}

function notKept(found: Look, fault: LineFault | undefined, steps: readonly ProofStep[]): DeviceResult {
  const shown = wrongWords(found);
  if (fault !== undefined) {
    return { outcome: 'unreachable', reason: `${fault.message}; as read since: ${shown}`, steps };
  }
  return { outcome: 'refused', reason: `the router takes the change and does not keep it: ${shown}`, steps };
}

function isHeld({ item, row, stale }: FoundItem): boolean {
  return (item.madeFrom === undefined && row !== undefined) || stale.length > 0;
}

function profilesIn({ items }: Look): string[] {
  return items
    .flatMap(({ row, stale }) => [row, ...stale])
    .map((row) => row?.['profile'])
    .filter((name) => name !== undefined)
    .filter(isOurProfile);
}

/** Whoever has no password is let in by a router without one. */
function missingPassword({ items }: Look): string | undefined {
  const open = items.find(
    ({ item, row }) =>
      row === undefined &&
      item.values?.['disabled'] !== undefined &&
      needsPassword.has(item.menu) &&
      item.values['password'] === undefined,
  );
  return open === undefined
    ? undefined
    : `${open.item.what} is not on the router and its password is not known here; give the service a new password`;
}

const needsPassword = new Set([subscriberMenus.ppp.users, subscriberMenus.hotspot.users]);

function foreignWords({ items }: Look): string {
  const found = items.find(({ foreign, row }) => foreign !== undefined && row === undefined);
  if (found?.foreign === undefined) return '';
  const whose = hasAnyTag(found.foreign)
    ? `it belongs to ${found.foreign['comment']}`
    : "it was made by hand; remove it, or set the node's adoptUntagged to take such over";
  return ` (${found.item.what}: ${whose})`;
}

function itemStep({ item, row, differences, stale }: FoundItem): Omit<ProofStep, 'at'> {
  const check = item.what;
  const old = stale.map((one) => `${Object.keys(item.key).map((key) => one[key])} is left over`);
  if (item.values === undefined)
    return { check, ok: stale.length === 0, answer: old.join(', ') || 'not there' };
  if (row === undefined) return { check, ok: false, answer: ['not there', ...old].join(', ') };
  const wrong = [...differences.map(wordsOf), ...(row['dynamic'] === 'true' ? ['dynamic'] : []), ...old];
  if (wrong.length > 0) return { check, ok: false, answer: wrong.join(', ') };
  const shown = Object.keys(item.values)
    .filter((property) => property !== 'password' && row[property] !== undefined && row[property] !== '')
    .map((property) => `${property} ${row[property]}`);
  return { check, ok: true, answer: shown.join(', ') };
}

/** Both sides of everything that is wrong. */
function differencesIn({ items, sessions }: Look): DeviceDifference[] {
  return [
    ...items.flatMap(itemDifferences),
    ...sessions
      .filter(({ wrong }) => wrong !== undefined)
      .map(({ words, wrong }) => ({ what: words, desired: 'holds what is granted', observed: wrong! })),
  ];
}

function itemDifferences({ item, row, differences, stale, foreign }: FoundItem): DeviceDifference[] {
  const { what, values, key } = item;
  const left = stale.map((one) => ({
    what,
    desired: 'nothing else',
    observed: `${Object.keys(key)
      .map((property) => one[property])
      .join(' ')} is left over`,
  }));
  if (values === undefined) return left;
  if (row === undefined) {
    const observed = foreign === undefined ? 'not there' : "somebody else's";
    return [{ what, desired: 'there', observed }, ...left];
  }
  const dynamic =
    row['dynamic'] === 'true' ? [{ what, desired: 'a lasting entry', observed: 'a dynamic one' }] : [];
  return [...differences.map((one) => bothSides(what, one)), ...dynamic, ...left];
}

function bothSides(what: string, { property, held, wanted }: Difference): DeviceDifference {
  const shown = (value: string | undefined) => (value === undefined || value === '' ? 'nothing' : value);
  return property === 'password'
    ? { what: `${what}: password`, desired: 'as ordered', observed: 'another one' }
    : { what: `${what}: ${property}`, desired: shown(wanted), observed: shown(held) };
}

function wrongWords({ items, sessions }: Look): string {
  const wrong = items.map(itemStep).filter(({ ok }) => !ok);
  return [
    ...wrong.map(({ check, answer }) => `${check}: ${answer}`),
    ...sessions.filter((one) => one.wrong !== undefined).map(({ words, wrong: why }) => `${words}: ${why}`),
  ].join('; ');
}
