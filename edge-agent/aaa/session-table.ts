import { AddressIndex } from './address-index.ts';
import { type AaaSession, isOnline } from './session.ts';

/** How long an ended session is remembered, so that a repeated Stop is recognised. */
const endedKeptMs = 3_600_000;
/** How long a session is remembered that fell silent. */
const silentKeptMs = 86_400_000;

/** A session's place in the table, with what whoever keeps it has to say of it besides. */
export interface SessionSlot<Note> {
  readonly session: AaaSession;
  note: Note | undefined;
}

type OwnSlot<Note> = { -readonly [Name in keyof SessionSlot<Note>]: SessionSlot<Note>[Name] };

/** Who is online where: the sessions of a site in memory, by key, by service and by address. */
export class SessionTable<Note = unknown> {
  readonly #byKey = new Map<string, OwnSlot<Note>>();
  readonly #byService = new Map<string, string[]>();
  /** From the first question on: only a site that asks pays for it. */
  #byAddress: AddressIndex | undefined;

  constructor(sessions: Iterable<AaaSession> = []) {
    for (const session of sessions) this.put(session);
  }

  get size(): number {
    return this.#byKey.size;
  }

  get(key: string): AaaSession | undefined {
    return this.#byKey.get(key)?.session;
  }

  slot(key: string): SessionSlot<Note> | undefined {
    return this.#byKey.get(key);
  }

  slots(): IterableIterator<SessionSlot<Note>> {
    return this.#byKey.values();
  }

  /** Puts the session in its slot; the note stays. */
  put(session: AaaSession): SessionSlot<Note> {
    const { key, serviceId } = session;
    const known = this.#byKey.get(key);
    if (known === undefined) {
      const slot: OwnSlot<Note> = { session, note: undefined };
      this.#byKey.set(key, slot);
      this.#link(serviceId, key);
      this.#byAddress?.put(key, session);
      return slot;
    }
    const { serviceId: former, framedIp, ipv6 } = known.session;
    if (this.#byAddress !== undefined && (framedIp !== session.framedIp || ipv6 !== session.ipv6)) {
      this.#byAddress.delete(key, known.session);
      this.#byAddress.put(key, session);
    }
    known.session = session;
    if (former !== serviceId) {
      this.#unlink(former, key);
      this.#link(serviceId, key);
    }
    return known;
  }

  delete(key: string): void {
    const slot = this.#byKey.get(key);
    if (slot === undefined) return;
    this.#byKey.delete(key);
    this.#unlink(slot.session.serviceId, key);
    this.#byAddress?.delete(key, slot.session);
  }

  /** All that is remembered of a service. */
  slotsOf(serviceId: string): SessionSlot<Note>[] {
    return (this.#byService.get(serviceId) ?? []).map((key) => this.#byKey.get(key)!);
  }

  /** All that is remembered of an address: those that have it, and those that had it when they ended. */
  slotsAt(address: string): SessionSlot<Note>[] {
    if (this.#byAddress === undefined) {
      this.#byAddress = new AddressIndex();
      for (const [key, { session }] of this.#byKey) this.#byAddress.put(key, session);
    }
    return this.#byAddress.at(address).map((key) => this.#byKey.get(key)!);
  }

  /** Sessions of a service that have not ended, as far as anybody has told: those that a suspension has to cut. */
  open(serviceId: string): AaaSession[] {
    const sessions = this.slotsOf(serviceId).map(({ session }) => session);
    return sessions.filter(({ end }) => end === undefined);
  }

  /** Those of them that have been heard of lately. */
  online(serviceId: string, now: number): AaaSession[] {
    return this.open(serviceId).filter((session) => isOnline(session, now));
  }

  /** Forgets what ended over an hour ago or fell silent over a day ago, and answers the keys. */
  forgetOld(now: number): string[] {
    const forgotten: string[] = [];
    for (const [key, { session }] of this.#byKey) {
      const keptMs = session.end === undefined ? silentKeptMs : endedKeptMs;
      if (now - session.heardAt <= keptMs || isOnline(session, now)) continue;
      this.delete(key);
      forgotten.push(key);
    }
    return forgotten;
  }

  #link(serviceId: string | undefined, key: string): void {
    if (serviceId === undefined) return;
    const keys = this.#byService.get(serviceId);
    if (keys === undefined) this.#byService.set(serviceId, [key]);
    else keys.push(key);
  }

  #unlink(serviceId: string | undefined, key: string): void {
    if (serviceId === undefined) return;
    const rest = (this.#byService.get(serviceId) ?? []).filter((other) => other !== key);
    if (rest.length === 0) this.#byService.delete(serviceId);
    else this.#byService.set(serviceId, rest);
  }
}
