import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import snmp, { type Message, type Pdu, type Sender, type Varbind } from 'net-snmp';
import type {
  SnmpAnswerAsData,
  SnmpRequestAsData,
  ValueAsData,
} from '../../../edge-agent/protocols/snmp/snmp-dialogue.ts';
import { isEqual, type ReplayPeer, type Script } from './script.ts';

type Credentials = Readonly<Record<string, string>>;

export async function snmpPeer(
  script: Script<SnmpRequestAsData, SnmpAnswerAsData>,
  credentials: Credentials,
  { authProtocol = 'sha', privProtocol = 'aes' }: Readonly<Record<string, unknown>>,
): Promise<ReplayPeer> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  // Its listener binds for itself, and cannot take a free port; it gets a socket that is bound.
  socket.bind = () => socket;
  const agent = snmp.createAgent(
    {
      address: '127.0.0.1',
      port,
      disableAuthorization: false,
      dgramModule: { createSocket: () => socket },
    },
    () => undefined,
  );
  const { community, user = '', authPassword = '', privPassword = '' } = credentials;
  if (community !== undefined) agent.getAuthorizer().addCommunity(community);
  else {
    agent.getAuthorizer().addUser({
      name: user,
      level: snmp.SecurityLevel.authPriv,
      authProtocol: snmp.AuthProtocols[authProtocol as 'sha'],
      authKey: authPassword,
      privProtocol: snmp.PrivProtocols[privProtocol as 'aes'],
      privKey: privPassword,
    });
  }

  function handle(does: SnmpRequestAsData['does']) {
    return (from: unknown, message: Message, sender: Sender) => {
      const { pdu } = message;
      const asked = pdu.varbinds.map(({ oid, value }) =>
        does === 'set' ? { oid, value: asData(value) } : { oid },
      );
      const answer = script.answerTo(`${does} ${JSON.stringify(asked)}`, (one) => {
        const recorded = one.objects.map(({ oid, value }) => (does === 'set' ? { oid, value } : { oid }));
        return one.does === does && isEqual(recorded, asked);
      });
      agent.listener.send(message.createResponseForRequest(response(pdu, answer)), sender, from);
    };
  }

  function response(pdu: Pdu, answer: SnmpAnswerAsData | undefined): Pdu {
    const made = pdu.getResponsePduForRequest();
    made.varbinds = pdu.varbinds.map((varbind) => ({ ...varbind }));
    if (answer === undefined || 'silent' in answer) {
      made.errorStatus = 5;
      made.errorIndex = 0;
    } else if ('errorStatus' in answer) Object.assign(made, answer);
    else
      made.varbinds = answer.cells.map(
        ({ oid, type, value }): Varbind => ({ oid, type, value: fromData(value) }),
      );
    return made;
  }

  agent.getRequest = handle('get');
  agent.getNextRequest = handle('get-next');
  agent.getBulkRequest = handle('get-bulk');
  agent.setRequest = handle('set');
  return {
    port,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

function asData(value: unknown): ValueAsData {
  if (!Buffer.isBuffer(value)) return value as ValueAsData;
  const text = value.toString('latin1');
  return /^[\x20-\x7e]*$/.test(text) ? text : { hex: value.toString('hex') };
}

function fromData(value: ValueAsData): unknown {
  if (typeof value === 'string') return Buffer.from(value, 'latin1');
  return typeof value === 'object' && value !== null ? Buffer.from(value.hex, 'hex') : value;
}
