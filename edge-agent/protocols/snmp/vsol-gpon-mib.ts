const onus = '1.3.6.1.4.1.37950.1.1.6.1.1';

/**
 * V1600G MIB. Tables are read, index PON.ONU and the number of the part behind it; they are changed through groups of
 * scalars, of which the last one says what to do with the others.
 */
export const mib = {
  foundSerial: { name: 'gOnuAutoFindBaseSn', oid: '1.3.6.1.4.1.37950.1.1.6.1.2.1.1.3' },
  admin: { name: 'gOnuStaInfoAdminSta', oid: `${onus}.1.1.3` },
  phase: { name: 'gOnuStaInfoPhaseSta', oid: `${onus}.1.1.5` },
  lastDownReason: { name: 'gOnuStaInfoLastDeregisterReason', oid: `${onus}.1.1.10` },
  profile: { name: 'gOnuAuthInfoOnuPName', oid: `${onus}.2.1.3` },
  serial: { name: 'gOnuAuthInfoAuthInfo', oid: `${onus}.2.1.5` },
  receivedPower: { name: 'gOnuOpticalInfoRxPwr', oid: `${onus}.3.1.7` },
  oltReceivedPower: { name: 'gOnuOpticalInfoRxOptLevOlt', oid: `${onus}.3.1.8` },
  tcontDba: { name: 'gOnuSrvInfoTcontDbaName', oid: `${onus}.8.1.1.5` },
  gemTcont: { name: 'gOnuSrvInfoGemTcontId', oid: `${onus}.8.3.1.5` },
  portFirstVlan: { name: 'gOnuSrvInfoSrvPortBVid', oid: `${onus}.8.7.1.7` },
  portInnerVlan: { name: 'gOnuSrvInfoSrvPortUserInnerVlan', oid: `${onus}.8.7.1.9` },
  portOuterVlan: { name: 'gOnuSrvInfoSrvPortUserOuterVlan', oid: `${onus}.8.7.1.10` },
  portVlan: { name: 'gOnuSrvInfoSrvPortVid', oid: `${onus}.8.7.1.14` },
} as const;

/** Groups of scalars. */
export const op = {
  pon: { name: 'gOnuOpPonInx', oid: `${onus}.5.1` },
  onu: { name: 'gOnuOpOnuInx', oid: `${onus}.5.2` },
  action: { name: 'gOnuOpAction', oid: `${onus}.5.3` },
} as const;
export const add = {
  pon: { name: 'gOnuAddPonInx', oid: `${onus}.6.1` },
  onu: { name: 'gOnuAddOnuInx', oid: `${onus}.6.2` },
  authMode: { name: 'gOnuAddAuthMode', oid: `${onus}.6.3` },
  profile: { name: 'gOnuAddOnuProfile', oid: `${onus}.6.4` },
  serial: { name: 'gOnuAddSn', oid: `${onus}.6.5` },
  action: { name: 'gOnuAddAction', oid: `${onus}.6.8` },
} as const;
export const tcont = {
  pon: { name: 'gOnuCfgTcontPonInx', oid: `${onus}.7.1.1` },
  onu: { name: 'gOnuCfgTcontOnuInx', oid: `${onus}.7.1.2` },
  id: { name: 'gOnuCfgTcontId', oid: `${onus}.7.1.3` },
  name: { name: 'gOnuCfgTcontName', oid: `${onus}.7.1.4` },
  dba: { name: 'gOnuCfgTcontDba', oid: `${onus}.7.1.5` },
  action: { name: 'gOnuCfgTcontAction', oid: `${onus}.7.1.6` },
} as const;
export const gem = {
  pon: { name: 'gOnuCfgGemPonInx', oid: `${onus}.7.2.1` },
  onu: { name: 'gOnuCfgGemOnuInx', oid: `${onus}.7.2.2` },
  id: { name: 'gOnuCfgGemId', oid: `${onus}.7.2.3` },
  tcont: { name: 'gOnuCfgGemTcont', oid: `${onus}.7.2.4` },
  name: { name: 'gOnuCfgGemName', oid: `${onus}.7.2.5` },
  action: { name: 'gOnuCfgGemAction', oid: `${onus}.7.2.12` },
} as const;
export const port = {
  pon: { name: 'gOnuCfgSrvPortPonInx', oid: `${onus}.7.4.1` },
  onu: { name: 'gOnuCfgSrvPortOnuInx', oid: `${onus}.7.4.2` },
  id: { name: 'gOnuCfgSrvPortId', oid: `${onus}.7.4.3` },
  gem: { name: 'gOnuCfgSrvPortGemId', oid: `${onus}.7.4.4` },
  mode: { name: 'gOnuCfgSrvPortSetMode', oid: `${onus}.7.4.5` },
  description: { name: 'gOnuCfgSrvPortDesc', oid: `${onus}.7.4.6` },
  userVlan: { name: 'gOnuCfgSrvPortUserVlan', oid: `${onus}.7.4.7` },
  vlan: { name: 'gOnuCfgSrvPortVid', oid: `${onus}.7.4.13` },
  action: { name: 'gOnuCfgSrvPortAction', oid: `${onus}.7.4.17` },
} as const;
