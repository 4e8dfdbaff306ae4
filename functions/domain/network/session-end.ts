import type { ClosingRule } from '../../contracts/edge/messages.ts';

const rules: Readonly<Record<ClosingRule, string>> = {
  silence:
    'Nothing was heard of the session for three times its interim interval and a minute, so the agent took it for lost and closed it with the last figures.',
  'nas-restart': 'The NAS was restarted or shut down, which ends all of its sessions.',
  cut: 'The device said that it ended the session when it was told to, and sent no Stop within two minutes.',
  'device-list': 'The device did not list the session any more and sent no Stop, so the agent closed it.',
  accounting: 'The session was known from the device’s list and is told of by accounting from here on.',
};

/** RFC 2866 §5.10, in words for people. */
const causes: Readonly<Record<string, string>> = {
  'User-Request': 'The subscriber ended the session.',
  'Lost-Carrier': 'The line was lost.',
  'Lost-Service': 'The NAS could not deliver the service any more.',
  'Idle-Timeout': 'Nothing was sent for as long as the plan allows.',
  'Session-Timeout': 'The longest time that a session may last was over.',
  'Admin-Reset': 'The session was cut by the provider.',
  'Admin-Reboot': 'The NAS was restarted by the provider.',
  'Port-Error': 'The port of the NAS failed.',
  'NAS-Error': 'The NAS had a fault.',
  'NAS-Request': 'The NAS ended the session for a reason of its own.',
  'NAS-Reboot': 'The NAS was restarted without warning.',
  'Port-Unneeded': 'The NAS no longer needed the port.',
  'Port-Preempted': 'The NAS gave the port to a session that goes first.',
  'Port-Suspended': 'The NAS ended the session to suspend a virtual one.',
  'Service-Unavailable': 'The NAS could not provide what was asked for.',
  Callback: 'The NAS ended the session to call back.',
  'User-Error': 'The subscriber’s equipment made an error in the protocol.',
  'Host-Request': 'The host that was logged in to ended the session.',
};

/** What the end of a session means, in words; nothing for one that goes on, or whose cause only the NAS understands. */
export function meaningOfEnd({
  endedAt,
  terminateCause,
  closedBy,
}: {
  readonly endedAt?: string | undefined;
  readonly terminateCause?: string | undefined;
  readonly closedBy?: ClosingRule | undefined;
}): string | undefined {
  if (endedAt === undefined) return undefined;
  return closedBy === undefined ? causes[terminateCause ?? ''] : rules[closedBy];
}
