import { type ConsoleOptions, createSshConsole, type SshConsole } from './ssh-console.ts';

/**
 * A simulated ZTE C320 on its command line: ONUs, T-CONTs, GEM ports, service ports and the VLANs inside the ONU, with the
 * modes, listings and refusals that users publish of such consoles. What is not written to the flash is gone after a
 * restart. It knows the commands below to the letter and no others.
 */
export interface ZteCliOlt extends SshConsole {
  /** Somebody plugs in an ONU; the port is shelf/slot/port. */
  plugIn(serial: string, port: string): void;
  unplug(serial: string): void;
  onus(): readonly CliOnu[];
}

export interface CliOnu {
  readonly port: string;
  readonly id: number;
  readonly serial: string;
  readonly type: string;
  description?: string | undefined;
  shut: boolean;
  readonly tconts: Map<number, string>;
  readonly gemPorts: Map<number, number>;
  readonly servicePorts: Map<number, { vport: number; userVlan: number; vlan: number }>;
  readonly services: Map<string, { gemPort: number; vlan: number }>;
  readonly ethVlans: Map<number, number>;
  /** Why it was last gone. */
  lastDown?: string | undefined;
}

export interface ZteCliOptions extends ConsoleOptions {
  readonly types?: readonly string[];
  readonly bandwidthProfiles?: readonly string[];
  readonly ports?: readonly string[];
  /** ONUs that are authorised in another way than on this command line, with T-CONT 1 and GEM port 1. */
  readonly onusOf?: () => readonly Pick<CliOnu, 'port' | 'id' | 'serial' | 'type'>[];
}

const invalidInput = "%Error 20200: Invalid input detected at '^' marker.";
const invalidParameter = '%Error 20202: Invalid parameter.';
const nothing = '%Code 32310-GPONSRV : No related information to show.';
const said = (number: number, words: string) => `%Code ${number}-GPONSRV : ${words}`;

class Refusal extends Error {}

interface Mode {
  readonly name: string;
  readonly port?: string;
  readonly onu?: CliOnu;
}

export async function createZteCliOlt(options: ZteCliOptions = {}): Promise<ZteCliOlt> {
  const types = options.types ?? ['ZTE-F601', 'ZTE-F660'];
  const profiles = options.bandwidthProfiles ?? ['100M', '300M'];
  const ports = options.ports ?? ['1/3/1', '1/3/2', '1/4/1'];
  let running = new Map<string, CliOnu>();
  let saved = new Map<string, CliOnu>();
  const plugged = new Map<string, string>();
  const modes = new Map<string, Mode>();

  const place = (port: string, id: number) => `${port}:${id}`;
  const bySerial = (serial: string) => [...running.values()].find((one) => one.serial === serial);
  const lit = ({ serial, port }: CliOnu) => plugged.get(serial) === port;
  const up = (onu: CliOnu) => lit(onu) && !onu.shut;

  function phase(onu: CliOnu): string {
    if (up(onu)) return 'working';
    return lit(onu) ? 'OffLine' : 'DyingGasp';
  }

  function portThere(port: string): string {
    if (!ports.includes(port)) throw new Refusal(invalidParameter);
    return port;
  }

  function onuThere(port: string, id: string): CliOnu {
    const onu = running.get(place(portThere(port), Number(id)));
    if (onu === undefined) throw new Refusal(said(32_314, 'The ONU does not exist.'));
    return onu;
  }

  const vlanThere = (text: string): number => {
    const vlan = Number(text);
    if (vlan < 1 || vlan > 4094) throw new Refusal(invalidParameter);
    return vlan;
  };

  /** What was authorised or removed in another way. */
  function follow(): void {
    const others = options.onusOf?.();
    if (others === undefined) return;
    for (const key of running.keys()) {
      if (!others.some(({ port, id }) => place(port, id) === key)) running.delete(key);
    }
    for (const { port, id, serial, type } of others) {
      if (running.has(place(port, id))) continue;
      const onu = newOnu(port, id, serial, type);
      onu.tconts.set(1, profiles[0]!);
      onu.gemPorts.set(1, 1);
      running.set(place(port, id), onu);
    }
  }

  /** The modes are told apart by what the console keeps for a terminal: a text. */
  function enter(mode: Mode): string {
    const key = `${mode.name} ${mode.port ?? ''} ${mode.onu === undefined ? '' : place(mode.onu.port, mode.onu.id)}`;
    modes.set(key, mode);
    return key;
  }

  function inside(mode: string): CliOnu {
    const onu = modes.get(mode)?.onu;
    // Deleted on another terminal meanwhile.
    if (onu === undefined || running.get(place(onu.port, onu.id)) !== onu) {
      throw new Refusal(said(32_314, 'The ONU does not exist.'));
    }
    return onu;
  }

  type Handler = (args: readonly string[], mode: string) => { output?: string; mode?: string } | undefined;
  interface Command {
    /** Names of the modes in which it is known; `*` is any but the unprivileged one. */
    readonly in: readonly string[];
    readonly pattern: RegExp;
    readonly changes?: boolean;
    readonly run: Handler;
  }

  const onuMode = ['onu'];
  const onuPlace = 'gpon-onu_(\\d+/\\d+/\\d+):(\\d+)';
  const known: readonly Command[] = [
    { in: [''], pattern: /^conf(?:igure)? t(?:erminal)?$/, run: () => ({ mode: enter({ name: 'config' }) }) },
    { in: ['*'], pattern: /^end$/, run: () => ({ mode: '' }) },
    {
      in: ['*'],
      pattern: /^exit$/,
      run: (_, mode) => ({ mode: modes.get(mode)?.name === 'config' ? '' : enter({ name: 'config' }) }),
    },
    {
      in: [''],
      pattern: /^write$/,
      changes: true,
      run() {
        saved = copy(running);
        return { output: 'Building configuration...\n..........[OK]' };
      },
    },
    {
      in: ['config', 'olt', 'onu'],
      pattern: /^interface gpon-olt_(\d+\/\d+\/\d+)$/,
      run: ([port = '']) => ({ mode: enter({ name: 'olt', port: portThere(port) }) }),
    },
    {
      in: ['config', 'olt', 'onu'],
      pattern: new RegExp(`^interface ${onuPlace}$`),
      run: ([port = '', id = '']) => ({ mode: enter({ name: 'onu', onu: onuThere(port, id) }) }),
    },
    {
      in: ['config'],
      pattern: new RegExp(`^pon-onu-mng ${onuPlace}$`),
      run: ([port = '', id = '']) => ({ mode: enter({ name: 'mng', onu: onuThere(port, id) }) }),
    },
    {
      in: ['olt'],
      pattern: /^onu (\d+) type (\S+) sn (\S+)$/,
      changes: true,
      run([id = '', type = '', serial = ''], mode) {
        const port = modes.get(mode)?.port ?? '';
        if (Number(id) < 1 || Number(id) > 128 || !/^[A-Z]{4}[0-9A-F]{8}$/.test(serial)) {
          throw new Refusal(invalidParameter);
        }
        if (!types.includes(type)) throw new Refusal(said(32_320, 'The ONU type does not exist.'));
        if (running.has(place(port, Number(id)))) throw new Refusal(said(32_311, 'The ONU already exists.'));
        if (bySerial(serial) !== undefined) throw new Refusal(said(32_312, 'The serial number is in use.'));
        running.set(place(port, Number(id)), newOnu(port, Number(id), serial, type));
        return undefined;
      },
    },
    {
      in: ['olt'],
      pattern: /^no onu (\d+)$/,
      changes: true,
      run([id = ''], mode) {
        running.delete(place(modes.get(mode)?.port ?? '', onuThere(modes.get(mode)?.port ?? '', id).id));
        return undefined;
      },
    },
    set(onuMode, /^description (\S{1,64})$/, ([text], onu) => {
      onu.description = text;
    }),
    set(onuMode, /^no description$/, (_, onu) => {
      onu.description = undefined;
    }),
    set(onuMode, /^(no )?shutdown$/, ([no], onu) => {
      onu.shut = no === undefined;
    }),
    set(onuMode, /^tcont ([1-8]) profile (\S+)$/, ([id, profile = ''], onu) => {
      if (!profiles.includes(profile)) throw new Refusal(said(32_321, 'The profile does not exist.'));
      onu.tconts.set(Number(id), profile);
    }),
    set(onuMode, /^no tcont ([1-8])$/, ([id], onu) => {
      if ([...onu.gemPorts.values()].includes(Number(id)))
        throw new Refusal(said(32_330, 'The T-CONT is in use.'));
      if (!onu.tconts.delete(Number(id))) throw new Refusal(said(32_331, 'The T-CONT does not exist.'));
    }),
    set(onuMode, /^gemport (\d{1,2}) (?:name \S+ )?tcont ([1-8])$/, ([id, tcont], onu) => {
      if (!onu.tconts.has(Number(tcont))) throw new Refusal(said(32_331, 'The T-CONT does not exist.'));
      onu.gemPorts.set(Number(id), Number(tcont));
    }),
    set(onuMode, /^no gemport (\d{1,2})$/, ([id], onu) => {
      if (!onu.gemPorts.delete(Number(id))) throw new Refusal(said(32_341, 'The GEM port does not exist.'));
    }),
    set(
      onuMode,
      /^service-port (\d{1,2}) vport (\d{1,2}) user-vlan (\d+) vlan (\d+)$/,
      ([id, vport, user = '', vlan = ''], onu) => {
        const port = { vport: Number(vport), userVlan: vlanThere(user), vlan: vlanThere(vlan) };
        if (!onu.gemPorts.has(port.vport)) throw new Refusal(said(32_350, 'The vport does not exist.'));
        const others = [...onu.servicePorts.entries()].filter(([one]) => one !== Number(id));
        if (onu.servicePorts.has(Number(id)) || others.some(([, one]) => one.userVlan === port.userVlan)) {
          throw new Refusal(said(32_351, 'The service port conflicts with another one.'));
        }
        onu.servicePorts.set(Number(id), port);
      },
    ),
    set(onuMode, /^no service-port (\d{1,2})$/, ([id], onu) => {
      if (!onu.servicePorts.delete(Number(id))) {
        throw new Refusal(said(32_352, 'The service port does not exist.'));
      }
    }),
    set(['mng'], /^service (\S+) gemport (\d{1,2}) vlan (\d+)$/, ([name = '', gem, vlan = ''], onu) => {
      onu.services.set(name, { gemPort: Number(gem), vlan: vlanThere(vlan) });
    }),
    set(['mng'], /^no service (\S+)$/, ([name = ''], onu) => {
      if (!onu.services.delete(name)) throw new Refusal(said(32_360, 'The service does not exist.'));
    }),
    set(['mng'], /^vlan port eth_0\/(\d+) mode tag vlan (\d+)$/, ([eth, vlan = ''], onu) => {
      onu.ethVlans.set(Number(eth), vlanThere(vlan));
    }),
    set(['mng'], /^no vlan port eth_0\/(\d+) mode$/, ([eth], onu) => {
      onu.ethVlans.delete(Number(eth));
    }),
    {
      in: ['*'],
      pattern: /^show gpon onu by sn (\S{12})$/,
      run([serial = '']) {
        const onu = bySerial(serial);
        if (onu === undefined) return { output: nothing };
        return { output: `SearchResult\n${'-'.repeat(23)}\ngpon-onu_${place(onu.port, onu.id)}` };
      },
    },
    { in: ['*'], pattern: /^show gpon onu uncfg$/, run: () => ({ output: unconfigured() }) },
    {
      in: ['*'],
      pattern: new RegExp(`^show gpon onu detail-info ${onuPlace}$`),
      run: ([port = '', id = '']) => ({ output: detail(onuThere(port, id)) }),
    },
    {
      in: ['*'],
      pattern: /^show gpon onu state gpon-olt_(\d+\/\d+\/\d+)$/,
      run: ([port = '']) => ({ output: states(portThere(port)) }),
    },
    {
      in: ['*'],
      pattern: new RegExp(`^show pon power attenuation ${onuPlace}$`),
      run: ([port = '', id = '']) => ({ output: attenuation(onuThere(port, id)) }),
    },
    {
      in: ['*'],
      pattern: /^show running-config interface gpon-olt_(\d+\/\d+\/\d+)$/,
      run([port = '']) {
        const onus = onPort(portThere(port)).map(
          (one) => `  onu ${one.id} type ${one.type} sn ${one.serial}`,
        );
        return { output: configuration(`interface gpon-olt_${port}`, ['  no shutdown', ...onus]) };
      },
    },
    {
      in: ['*'],
      pattern: new RegExp(`^show running-config interface ${onuPlace}$`),
      run([port = '', id = '']) {
        const onu = onuThere(port, id);
        return { output: configuration(`interface gpon-onu_${place(port, onu.id)}`, interfaceLines(onu)) };
      },
    },
    {
      in: ['*'],
      pattern: new RegExp(`^show onu running config ${onuPlace}$`),
      run([port = '', id = '']) {
        const onu = onuThere(port, id);
        const services = [...onu.services].map(
          ([n, { gemPort, vlan }]) => `  service ${n} gemport ${gemPort} vlan ${vlan}`,
        );
        const eths = [...onu.ethVlans].map(([n, vlan]) => `  vlan port eth_0/${n} mode tag vlan ${vlan}`);
        return {
          output: [`pon-onu-mng gpon-onu_${place(port, onu.id)}`, ...services, ...eths, '!'].join('\n'),
        };
      },
    },
  ];

  function set(
    where: readonly string[],
    pattern: RegExp,
    change: (args: readonly (string | undefined)[], onu: CliOnu) => void,
  ): Command {
    return {
      in: where,
      pattern,
      changes: true,
      run(args, mode) {
        change(args, inside(mode));
        return undefined;
      },
    };
  }

  function find(command: string, mode: string): { command: Command; args: readonly string[] } | undefined {
    const name = modes.get(mode)?.name ?? mode;
    for (const one of known) {
      if (name === 'user' || !(one.in.includes('*') || one.in.includes(name))) continue;
      const match = one.pattern.exec(command);
      if (match !== null) return { command: one, args: match.slice(1) };
    }
    return undefined;
  }

  const onPort = (port: string) =>
    [...running.values()].filter((one) => one.port === port).sort((a, b) => a.id - b.id);

  function unconfigured(): string {
    const counts = new Map<string, number>();
    const rows = [...plugged].flatMap(([serial, port]) => {
      if (bySerial(serial)?.port === port) return [];
      const n = (counts.get(port) ?? 0) + 1;
      counts.set(port, n);
      return [`${`gpon-onu_${place(port, n)}`.padEnd(25)}${serial.padEnd(20)}unknown`];
    });
    if (rows.length === 0) return nothing;
    return ['OnuIndex                 Sn                  State', '-'.repeat(69), ...rows].join('\n');
  }

  function states(port: string): string {
    const rows = onPort(port).map((one) => {
      const enabled = one.shut ? 'disable' : 'enable';
      const columns = [enabled, up(one) ? 'enable' : 'disable', up(one) ? 'operation' : 'unknown'];
      return `${`gpon-onu_${place(port, one.id)}`.padEnd(23)}${columns.map((c) => c.padEnd(13)).join('')}${phase(one)}`;
    });
    if (rows.length === 0) return nothing;
    const head = 'OnuIndex               Admin State  OMCC State   O7 State     Phase State';
    return [
      head,
      '-'.repeat(76),
      ...rows,
      `ONU Number: ${onPort(port).filter(up).length}/${rows.length}`,
    ].join('\n');
  }

  function detail(onu: CliOnu): string {
    const rows = Array.from({ length: 10 }, (_, n) => {
      const from = n === 0 ? '2026-01-01 10:00:00' : '0000-00-00 00:00:00';
      const gone = n === 0 && onu.lastDown !== undefined;
      const until = gone ? `2026-01-02 11:00:00     ${onu.lastDown}` : '0000-00-00 00:00:00';
      return `  ${String(n + 1).padStart(2)}   ${from}    ${until}`;
    });
    return [
      `ONU interface:         gpon-onu_${place(onu.port, onu.id)}`,
      '  Name:                ',
      `  Type:                ${onu.type}`,
      '  State:               ready',
      `  Admin state:         ${onu.shut ? 'disable' : 'enable'}`,
      `  Phase state:         ${phase(onu)}`,
      '  Authentication mode: sn',
      '  SN Bind:             enable with SN check',
      `  Serial number:       ${onu.serial}`,
      '  Password:            ',
      `  Description:         ${onu.description ?? `ONU-${onu.id}`}`,
      '  Vport mode:          gemport',
      '  DBA Mode:            Hybrid',
      `  ONU Distance:        ${lit(onu) ? '3703m' : 'N/A'}`,
      `  Online Duration:     ${up(onu) ? '34h 45m 21s' : '0h 0m 0s'}`,
      '  FEC:                 none',
      '-'.repeat(42),
      '       Authpass Time          OfflineTime             Cause',
      ...rows,
    ].join('\n');
  }

  function attenuation(onu: CliOnu): string {
    const rx = up(onu) ? 'Rx:-19.500(dbm)' : 'Rx:N/A';
    return [
      '           OLT                  ONU              Attenuation',
      '-'.repeat(74),
      up(onu)
        ? ' up      Rx :-20.241(dbm)      Tx:2.423(dbm)        22.664(dB)'
        : ' up      Rx :N/A               Tx:N/A               N/A',
      '',
      ` down    Tx :5.369(dbm)        ${rx}      22.045(dB)`,
    ].join('\n');
  }

  function interfaceLines(onu: CliOnu): string[] {
    return [
      ...(onu.description === undefined ? [] : [`  description ${onu.description}`]),
      ...(onu.shut ? ['  shutdown'] : []),
      ...[...onu.tconts].map(([id, profile]) => `  tcont ${id} profile ${profile}`),
      ...[...onu.gemPorts].map(([id, tcont]) => `  gemport ${id} unicast tcont ${tcont} dir both`),
      ...[...onu.gemPorts].map(([id]) => `  switchport mode hybrid vport ${id}`),
      ...[...onu.servicePorts].map(
        ([id, one]) => `  service-port ${id} vport ${one.vport} user-vlan ${one.userVlan} vlan ${one.vlan}`,
      ),
    ];
  }

  const device = await createSshConsole(options, {
    refusal: '%Error 20213: System resource is not enough.',
    prompt(mode) {
      const name = modes.get(mode)?.name ?? mode;
      if (name === 'user') return 'ZXAN>';
      const shown = { config: '(config)', olt: '(config-if)', onu: '(config-if)', mng: '(gpon-onu-mng)' }[
        name
      ];
      return `ZXAN${shown ?? ''}#`;
    },
    changes: (command, mode) => find(command, mode)?.command.changes === true,
    run(command, mode) {
      if (command === '') return { output: '', mode };
      follow();
      const found = find(command, mode);
      if (found === undefined) return { output: `          ^\n${invalidInput}`, mode };
      try {
        const result = found.command.run(found.args, mode);
        return { output: result?.output ?? '', mode: result?.mode ?? mode };
      } catch (error) {
        if (error instanceof Refusal) return { output: error.message, mode };
        throw error;
      }
    },
    restart() {
      running = copy(saved);
    },
  });

  return Object.assign(device, {
    plugIn(serial: string, port: string) {
      const known = bySerial(serial);
      if (known !== undefined && known.port !== port) known.lastDown = 'LOSi';
      plugged.set(serial, port);
    },
    unplug(serial: string) {
      plugged.delete(serial);
      const known = bySerial(serial);
      if (known !== undefined) known.lastDown = 'DyingGasp';
    },
    onus() {
      follow();
      return [...running.values()];
    },
  });
}

function newOnu(port: string, id: number, serial: string, type: string): CliOnu {
  return {
    port,
    id,
    serial,
    type,
    shut: false,
    tconts: new Map(),
    gemPorts: new Map(),
    servicePorts: new Map(),
    services: new Map(),
    ethVlans: new Map(),
  };
}

function configuration(head: string, lines: readonly string[]): string {
  return ['Building configuration...', '!', head, ...lines, '!', 'end'].join('\n');
}

function copy(onus: ReadonlyMap<string, CliOnu>): Map<string, CliOnu> {
  return structuredClone(new Map(onus));
}
