import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError, type LocalStack } from '../stack.ts';
import { StartError } from '../start-error.ts';
import { transaction } from '../transaction.ts';
import { Authority, certificateIdOf, type KeyPair, writePrivately } from './iot/authority.ts';
import { Broker } from './iot/broker.ts';
import { controlPlane, dataPlane } from './iot/control-plane.ts';
import { type Grants, grantsOf, readPolicy, type Statement } from './iot/policies.ts';
import { type Certificate, type CertificateStatus, Registry, type Thing } from './iot/registry.ts';
import { type IncomingMessage, readTopicSql, type TopicRule } from './iot/topic-rules.ts';

export interface DeclaredTopicRule {
  readonly name: string;
  readonly sql: string;
  /** ARNs of the functions and queues that get what the rule selects. */
  readonly targets: readonly string[];
  /** ARN of the function or queue that gets what could not be done. */
  readonly errorTarget: string | undefined;
}

interface ReadyRule extends DeclaredTopicRule {
  readonly rule: TopicRule;
}

/** AWS IoT: a broker with certificates and policies, a registry of things, and rules that hand messages to functions. */
export class Iot {
  readonly registry: Registry;
  readonly #stack: LocalStack;
  readonly #policies = new Map<string, readonly Statement[]>();
  readonly #thingTypes = new Set<string>();
  readonly #rules: ReadyRule[] = [];
  #authority: Authority | undefined;
  #broker: Broker | undefined;
  #port = 0;

  constructor(stack: LocalStack) {
    this.#stack = stack;
    this.registry = new Registry(stack.db);
    stack.aws.rest('iot', 'IOT', controlPlane(this));
    stack.aws.rest('iot-data-plane', 'IOT_DATA_PLANE', dataPlane(this));
    stack.onStart(() => this.#start());
    stack.onStop(() => this.#broker?.close());
  }

  arn(resource: string): string {
    return `arn:aws:iot:${this.#stack.region}:${this.#stack.account}:${resource}`;
  }

  /** Host and port of the broker. */
  get endpoint(): string {
    return `${this.#clientHost}:${this.#port}`;
  }

  declarePolicy(name: string, document: unknown): void {
    this.#policies.set(name, readPolicy(name, document));
  }

  hasPolicy(name: string): boolean {
    return this.#policies.has(name);
  }

  declareThingType(name: string): void {
    this.#thingTypes.add(name);
  }

  /** Throws a plain Error that names what is not supported. */
  declareRule(declared: DeclaredTopicRule): void {
    try {
      this.#rules.push({ ...declared, rule: readTopicSql(declared.sql) });
    } catch (cause) {
      throw new Error(`${declared.name}: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    }
  }

  thing(name: string): Thing {
    const thing = this.registry.thing(name);
    if (thing === undefined)
      throw new AwsError('ResourceNotFoundException', `Thing ${name} cannot be found.`, 404);
    return thing;
  }

  /** The same thing again is no error; another of its name is. The site's agent is set up before this resolves. */
  async createThing(
    name: string,
    type: string | null,
    attributes: Readonly<Record<string, string>>,
  ): Promise<Thing> {
    if (type !== null && !this.#thingTypes.has(type)) {
      throw new AwsError('ResourceNotFoundException', `Thing type ${type} cannot be found.`, 404);
    }
    const known = this.registry.thing(name);
    if (known !== undefined) {
      if (known.type !== type || JSON.stringify(known.attributes) !== JSON.stringify(attributes)) {
        throw new AwsError(
          'ResourceAlreadyExistsException',
          `Thing ${name} already exists with other values.`,
          409,
        );
      }
    }
    const thing = known ?? this.registry.addThing(name, type, attributes);
    await this.#equip(thing);
    return thing;
  }

  async certify(request: string, active: boolean): Promise<Certificate> {
    let pem: string;
    try {
      pem = await this.#ready().sign(request);
    } catch (cause) {
      const error = new AwsError(
        'InvalidRequestException',
        `The certificate request cannot be used: ${String(cause)}`,
      );
      error.cause = cause;
      throw error;
    }
    return this.#register(pem, active ? 'ACTIVE' : 'INACTIVE');
  }

  setCertificateStatus(id: string, status: CertificateStatus): void {
    this.registry.setStatus(id, status);
    if (status !== 'ACTIVE') this.#broker?.disconnect(id);
  }

  async publish(topic: string, payload: Buffer, qos: 0 | 1, retain: boolean): Promise<void> {
    this.#dispatch({
      topic,
      payload,
      clientId: undefined,
      certificateId: undefined,
      at: this.#stack.clock.now(),
    });
    this.#stack.activity.sentAway();
    await this.#broker?.publish(topic, payload, qos, retain);
  }

  get #clientHost(): string {
    const { host } = this.#stack;
    return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  }

  #ready(): Authority {
    if (this.#authority === undefined) throw new Error('the broker has not started');
    return this.#authority;
  }

  async #start(): Promise<void> {
    const stack = this.#stack;
    for (const { name, targets, errorTarget } of this.#rules) {
      for (const arn of [...targets, ...(errorTarget === undefined ? [] : [errorTarget])]) {
        if (!stack.targets.reaches(arn))
          throw new StartError(`${name}: no support here for the target ${arn}`);
      }
    }
    this.#authority = await Authority.open(join(stack.dataDir, 'mqtt'), this.#clientHost);
    this.#broker = await Broker.open(this.#authority, {
      grants: (certificateId, clientId) => this.#grants(certificateId, clientId),
      arn: (resource) => this.arn(resource),
      received: (message) => this.#dispatch({ ...message, at: stack.clock.now() }),
      fault: (what, error) => stack.log('warn', 'broker', { what, error: String(error) }),
    });
    this.#port = await this.#broker.listen(stack.host, this.registry.port);
    this.registry.port = this.#port;
    stack.announce({ mqtt: `mqtts://${this.endpoint}` });
    for (const thing of this.registry.things()) await this.#equip(thing);
  }

  /**
   * What hands on site do in the field: put a key and its certificate on the agent's machine. Only a thing with a type
   * of the template has an agent.
   */
  async #equip(thing: Thing): Promise<void> {
    if (thing.type === null || !this.#thingTypes.has(thing.type)) return;
    const authority = this.#ready();
    const folder = join(this.#stack.dataDir, 'sites', thing.name);
    const pair = this.#kept(folder) ?? (await this.#newIdentity(thing, folder));
    writePrivately(join(folder, 'ca.pem'), authority.certificate);
    this.#stack.sites.ensure(thing.name, {
      mqttUrl: `mqtts://${this.endpoint}`,
      ca: authority.certificate,
      ...pair,
    });
  }

  #kept(folder: string): KeyPair | undefined {
    const files = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
    if (!existsSync(files.certificate) || !existsSync(files.key)) return undefined;
    const certificate = readFileSync(files.certificate, 'utf8');
    const registered = this.registry.certificate(certificateIdOf(certificate)) !== undefined;
    return registered && this.#ready().hasSigned(certificate)
      ? { certificate, key: readFileSync(files.key, 'utf8') }
      : undefined;
  }

  async #newIdentity(thing: Thing, folder: string): Promise<KeyPair> {
    const pair = await this.#ready().issue(thing.name);
    transaction(this.#stack.db, () => {
      const { id } = this.#register(pair.certificate, 'ACTIVE');
      for (const policy of this.#policies.keys()) this.registry.attachPolicy(policy, id);
      this.registry.attachThing(thing.name, id);
    });
    writePrivately(join(folder, 'key.pem'), pair.key);
    writePrivately(join(folder, 'certificate.pem'), pair.certificate);
    return pair;
  }

  #register(pem: string, status: CertificateStatus): Certificate {
    const certificate = { id: certificateIdOf(pem), pem, status, createdAt: this.#stack.clock.now() };
    this.registry.addCertificate(certificate);
    return certificate;
  }

  #grants(certificateId: string, clientId: string): Grants | undefined {
    if (this.registry.certificate(certificateId)?.status !== 'ACTIVE') return undefined;
    const statements = this.registry
      .policiesOf(certificateId)
      .flatMap((policy) => this.#policies.get(policy) ?? []);
    const thingName = this.registry.isAttached(clientId, certificateId) ? clientId : undefined;
    return grantsOf(statements, { clientId, thingName });
  }

  /** Durable when it returns: targets keep what they get. */
  #dispatch(message: IncomingMessage): void {
    for (const ready of this.#rules) {
      if (!ready.rule.matches(message.topic)) continue;
      let selected: Record<string, unknown> | undefined;
      try {
        selected = ready.rule.select(message);
      } catch (error) {
        this.#failed(ready, message, 'SQL', '', error);
        continue;
      }
      if (selected === undefined) continue;
      for (const target of ready.targets) {
        try {
          this.#hand(target, selected);
        } catch (error) {
          this.#failed(ready, message, target.split(':')[2] ?? '', target, error);
        }
      }
    }
  }

  #hand(target: string, payload: Record<string, unknown>): void {
    if (target.startsWith('arn:aws:lambda:')) this.#stack.lambda.invokeAsync(target, payload);
    else this.#stack.targets.deliver(target, JSON.stringify(payload));
  }

  /** https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html */
  #failed(rule: ReadyRule, message: IncomingMessage, action: string, resource: string, error: unknown): void {
    const errorMessage = error instanceof Error ? error.message : String(error);
    this.#stack.log('warn', 'a topic rule failed', { rule: rule.name, topic: message.topic, errorMessage });
    if (rule.errorTarget === undefined) return;
    this.#hand(rule.errorTarget, {
      ruleName: rule.name,
      topic: message.topic,
      clientId: message.clientId ?? 'N/A',
      base64OriginalPayload: message.payload.toString('base64'),
      failures: [{ failedAction: action, failedResource: resource, errorMessage }],
    });
  }
}

const engines = new WeakMap<LocalStack, Iot>();

export function iotOf(stack: LocalStack): Iot {
  let engine = engines.get(stack);
  if (engine === undefined) {
    engine = new Iot(stack);
    engines.set(stack, engine);
  }
  return engine;
}
