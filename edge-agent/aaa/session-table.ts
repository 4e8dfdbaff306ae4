import { type AaaSession, isOnline } from './session.ts';

/** How long an ended session is remembered, so that a repeated Stop is recognised. */
const endedKeptMs = 3_600_000;
/** How long a session is remembered that fell silent. */
const silentKeptMs = 86_400_000;

/** Who is online where: the sessions of a site in memory, by key and by service. */
export class SessionTable {
  readonly #byKey = new Map<string, AaaSession>();
  readonly #byService = new Map<string, string[]>();

  constructor(sessions: Iterable<AaaSession>) {
    for (const session of sessions) this.put(session);
  }

  get size(): number {
    return this.#byKey.size;
  }

  get(key: string): AaaSession | undefined {
    return this.#byKey.get(key);
  }

  values(): IterableIterator<AaaSession> {
    return this.#byKey.values();
  }

  put(session: AaaSession): void {
    const { key, serviceId } = session;
    const former = this.#byKey.get(key)?.serviceId;
    this.#byKey.set(key, session);
    if (former === serviceId) return;
    if (former !== undefined) this.#unlink(former, key);
    if (serviceId === undefined) return;
    const keys = this.#byService.get(serviceId);
    if (keys === undefined) this.#byService.set(serviceId, [key]);
    else keys.push(key);
  }

  /** Sessions of a service that have not ended, as far as anybody has told: those that a suspension has to cut. */
  open(serviceId: string): AaaSession[] {
    const sessions = (this.#byService.get(serviceId) ?? []).map((key) => this.#byKey.get(key)!);
    return sessions.filter(({ end }) => end === undefined);
  }

  /** Those of them that have been heard of lately. */
  online(serviceId: string, now: number): AaaSession[] {
    return this.open(serviceId).filter((session) => isOnline(session, now));
  }

  /** Forgets what ended over an hour ago or fell silent over a day ago, and answers the keys. */
  forgetOld(now: number): string[] {
    const forgotten: string[] = [];
    for (const [key, session] of this.#byKey) {
      const keptMs = session.end === undefined ? silentKeptMs : endedKeptMs;
      if (now - session.heardAt <= keptMs || isOnline(session, now)) continue;
      this.#byKey.delete(key);
      if (session.serviceId !== undefined) this.#unlink(session.serviceId, key);
      forgotten.push(key);
    }
    return forgotten;
  }

  #unlink(serviceId: string, key: string): void {
    const rest = (this.#byService.get(serviceId) ?? []).filter((other) => other !== key);
    if (rest.length === 0) this.#byService.delete(serviceId);
    else this.#byService.set(serviceId, rest);
  }
}
