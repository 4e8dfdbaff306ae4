const gpon = '1.3.6.1.4.1.3902.1012.3';
const servicePort = '1.3.6.1.4.1.3902.1015.8.1.1.1';

/**
 * ZXGPON-SERVICE-MIB of firmware 1.x, index oltId.onuId, T-CONT and GEM port with their own number behind it, and
 * ZTE-AN-SERVICEPORT, index bridge port.service port.
 */
export const zteGpon = {
  foundSerial: { name: 'zxGponUnCfgSnOntSN', oid: `${gpon}.13.3.1.2` },
  profileName: { name: 'zxGponBWProfileName', oid: `${gpon}.26.1.1` },
  type: { name: 'zxGponOntDevMgmtTypeName', oid: `${gpon}.28.1.1.1` },
  description: { name: 'zxGponOntDevMgmtDescription', oid: `${gpon}.28.1.1.3` },
  serial: { name: 'zxGponOntDevMgmtProvisionSn', oid: `${gpon}.28.1.1.5` },
  /** Column 11 by the MIB, 12 in what works on most releases. */
  registration11: { name: 'zxGponOntRegMode (11)', oid: `${gpon}.28.1.1.11` },
  registration12: { name: 'zxGponOntRegMode (12)', oid: `${gpon}.28.1.1.12` },
  entryStatus: { name: 'zxGponOntDevMgmtEntryStatus', oid: `${gpon}.28.1.1.9` },
  admin: { name: 'zxGponOntAdminState', oid: `${gpon}.28.2.1.1` },
  phase: { name: 'zxGponOntPhaseState', oid: `${gpon}.28.2.1.4` },
  tcontName: { name: 'zxGponTcontName', oid: `${gpon}.30.1.1.2` },
  tcontProfile: { name: 'zxGponTcontBWProfileIndex', oid: `${gpon}.30.1.1.3` },
  tcontStatus: { name: 'zxGponTcontEntryStatus', oid: `${gpon}.30.1.1.8` },
  gemName: { name: 'zxGponGemPortName', oid: `${gpon}.30.2.1.2` },
  gemType: { name: 'zxGponGemPortType', oid: `${gpon}.30.2.1.3` },
  gemTcont: { name: 'zxGponGemPortTcont', oid: `${gpon}.30.2.1.4` },
  gemStatus: { name: 'zxGponGemPortEntryStatus', oid: `${gpon}.30.2.1.10` },
  receivedPower: { name: 'zxGponOntRxOpticalPower', oid: `${gpon}.50.12.1.1.10` },
  portDescription: { name: 'zxAnServicePortDesc', oid: `${servicePort}.3` },
  portMode: { name: 'zxAnServicePortServiceMode', oid: `${servicePort}.4` },
  portUserVlan: { name: 'zxAnUserInVid', oid: `${servicePort}.5` },
  portVlan: { name: 'zxAnUserOutCVid', oid: `${servicePort}.9` },
  portTranslation: { name: 'zxAnVlanTransMode', oid: `${servicePort}.13` },
  portStatus: { name: 'zxAnServicePortRowStatus', oid: `${servicePort}.100` },
} as const;

/** Index of an ONU in ZXGPON-SERVICE-MIB. */
export interface Place {
  readonly oltId: number;
  readonly onuId: number;
}

/** The bits of an oltId: type 1, shelf from 0, slot, port. */
function frontPlate(oltId: number): { shelf: number; slot: number; port: number } {
  return { shelf: (oltId >>> 24) & 0x0f, slot: (oltId >>> 16) & 0xff, port: (oltId >>> 8) & 0xff };
}

export function portName(oltId: number): string {
  const { shelf, slot, port } = frontPlate(oltId);
  return `${shelf + 1}/${slot}/${port}`;
}

export function placeName({ oltId, onuId }: Place): string {
  return `${portName(oltId)}:${onuId}`;
}

export function parsePlace(index: string): Place {
  const [oltId = 0, onuId = 0] = index.split('.').map(Number);
  return { oltId, onuId };
}

/**
 * Index of the ONU's bridge port: type 4, shelf, five bits of card, three of port, ONU, virtual port, all from 0. Cards
 * count without the slots of switch cards and power.
 */
export function bridgePort({ oltId, onuId }: Place): number {
  const { shelf, slot, port } = frontPlate(oltId);
  const card = slot >= 2 && slot <= 9 ? slot - 2 : slot >= 12 && slot <= 22 ? slot - 4 : 0;
  return ((4 << 28) | (shelf << 24) | (card << 19) | ((port - 1) << 16) | ((onuId - 1) << 8)) >>> 0;
}
