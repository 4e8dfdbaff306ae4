import type { Cli } from '../protocols/ssh/cli.ts';
import type { OnuChange } from './onu-convergence.ts';

/** An ONU's place on a ZTE OLT: shelf/slot/port as on the front plate, and its number there. */
export interface ZtePlace {
  readonly port: string;
  readonly onuId: number;
}

export const placeName = ({ port, onuId }: ZtePlace) => `${port}:${onuId}`;

export interface ZteServicePort {
  readonly id: number;
  readonly userVlan: number;
  readonly vlan: number;
  /** How it was made, from `vport` on. */
  readonly words: string;
}

/** `interface gpon-onu_…` as the OLT holds it. */
export interface ZteInterface {
  readonly description: string | undefined;
  /** Bandwidth profile of T-CONT 1. */
  readonly tcontProfile: string | undefined;
  /** T-CONT of GEM port 1. */
  readonly gemTcont: number | undefined;
  readonly servicePorts: readonly ZteServicePort[];
}

const capture = (text: string, pattern: RegExp) => pattern.exec(text)?.[1];
const captureNumber = (text: string, pattern: RegExp) => {
  const digits = capture(text, pattern);
  return digits === undefined ? undefined : Number(digits);
};

/** What `show running-config interface gpon-onu_…` prints. */
export function readInterface(text: string): ZteInterface {
  const ports = text.matchAll(/^\s*service-port (\d+) (vport \d+ user-vlan (\d+) .*?\bvlan (\d+).*)$/gm);
  return {
    description: capture(text, /^\s*description (\S.*)$/m),
    tcontProfile: capture(text, /^\s*tcont 1 (?:name \S+ )?profile (\S+)/m),
    gemTcont: captureNumber(text, /^\s*gemport 1 (?:.* )?tcont (\d+)/m),
    servicePorts: [...ports].map(([, id, words, userVlan, vlan]) => ({
      id: Number(id),
      userVlan: Number(userVlan),
      vlan: Number(vlan),
      words: words ?? '',
    })),
  };
}

export function servicePortsInWords(ports: readonly ZteServicePort[]): string {
  if (ports.length === 0) return 'none';
  return ports.map((one) => `${one.id}: VLAN ${one.vlan}, user VLAN ${one.userVlan}`).join('; ');
}

/** Commands inside the interface of an ONU. */
export function inInterface(place: ZtePlace, ...commands: readonly string[]): readonly string[] {
  return ['configure terminal', `interface gpon-onu_${placeName(place)}`, ...commands];
}

/** The part of an ONU's interface that carries a service, on the command line. */
export interface ZteServicePorts {
  read(place: ZtePlace): Promise<ZteInterface>;
  /** Makes the service port on virtual port 1, under the lowest number that is free. */
  add(place: ZtePlace, held: readonly ZteServicePort[], vlan: number, userVlan: number): OnuChange;
  remove(place: ZtePlace, port: ZteServicePort): OnuChange;
  /** Into the flash, when something was changed since, or may have been. */
  save(): Promise<void>;
  /** Runs commands that change something. */
  change(commands: readonly string[]): Promise<void>;
}

export function zteServicePorts(cli: Cli): ZteServicePorts {
  // Who was here before may have been cut short between a change and its saving.
  let dirty = true;

  async function change(commands: readonly string[]): Promise<void> {
    // Even a line that breaks may have been obeyed.
    dirty = true;
    await cli.run(commands);
  }

  return {
    change,
    read: async (place) =>
      readInterface(await cli.read(`show running-config interface gpon-onu_${placeName(place)}`)),
    add(place, held, vlan, userVlan) {
      let id = 1;
      while (held.some((one) => one.id === id)) id += 1;
      const make = `service-port ${id} vport 1 user-vlan ${userVlan} vlan ${vlan}`;
      return {
        words: `service port ${id} of ${placeName(place)}, VLAN ${vlan}, user VLAN ${userVlan}`,
        make: () => change(inInterface(place, make)),
        undo: () => change(inInterface(place, `no service-port ${id}`)),
      };
    },
    remove(place, { id, vlan, userVlan, words }) {
      return {
        words: `remove service port ${id} of ${placeName(place)}, VLAN ${vlan}, user VLAN ${userVlan}`,
        make: () => change(inInterface(place, `no service-port ${id}`)),
        undo: () => change(inInterface(place, `service-port ${id} ${words}`)),
      };
    },
    async save() {
      if (!dirty) return;
      dirty = false;
      try {
        await cli.run(['write']);
      } catch (error) {
        dirty = true;
        throw error;
      }
    },
  };
}
