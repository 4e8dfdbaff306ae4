import type { DeviceResult } from './device-result.ts';

/** What an OLT must hold for one subscriber's ONU. */
export interface OnuGrant {
  readonly serviceId: string;
  /** Four letters of the vendor and eight hexadecimal digits, as on the label: HWTC1A2B3C4D. */
  readonly serial: string;
  readonly lineProfile: string;
  readonly serviceProfile: string;
  /** VLAN in the provider's network, and the subscriber's own behind the ONU. */
  readonly serviceVlan: number;
  readonly userVlan: number;
  /** Where it hangs, its number there, and the number of its service port; what is left out the OLT chooses. */
  readonly port?: string | undefined;
  readonly onuId?: number | undefined;
  readonly servicePort?: number | undefined;
  /** False: authorised, but the line is shut. */
  readonly active: boolean;
}

/** An ONU as the OLT tells of it. Powers in dBm, distance in metres. */
export interface OnuReading {
  readonly serial: string;
  /** Where it hangs, in the vendor's way of writing: 0/1/3. */
  readonly port: string;
  readonly onuId?: number;
  /** Of the service, on OLTs that count service ports as a whole. */
  readonly servicePort?: number;
  readonly state: 'online' | 'offline' | 'unconfigured' | 'disabled';
  readonly receivedDbm?: number;
  readonly oltReceivedDbm?: number;
  readonly distanceMetres?: number;
  readonly lastDownCause?: string;
}

/** Optical lines of an OLT. Every method reads first and does only what is missing; a half-made ONU is completed or cleaned. */
export interface OnuProvisioning {
  apply(grant: OnuGrant): Promise<DeviceResult>;
  /** Compares what the OLT holds with the grant; changes nothing. */
  read(grant: OnuGrant): Promise<DeviceResult & { readonly onu?: OnuReading }>;
  /** Leaves nothing of the ONU: service ports first, then the ONU. */
  remove(grant: OnuGrant): Promise<DeviceResult>;
  /** ONUs that wait for somebody to claim them. */
  unconfigured(): Promise<readonly OnuReading[]>;
}
