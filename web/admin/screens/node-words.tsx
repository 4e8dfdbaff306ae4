import type { AccessNodeKind, NodeState } from '../../shared/routes.ts';
import { Mark, type Tone } from '../parts.tsx';

export const nodeKinds: Readonly<Record<AccessNodeKind, string>> = {
  nas: 'NAS or router',
  olt: 'OLT',
  'lte-core': 'LTE core',
};

export const nodeStates: Readonly<Record<NodeState, { readonly label: string; readonly tone: Tone }>> = {
  usable: { label: 'Usable', tone: 'good' },
  unreachable: { label: 'Unreachable', tone: 'bad' },
  unusable: { label: 'Unusable', tone: 'bad' },
  unheard: { label: 'Not heard of yet', tone: 'none' },
};

export function NodeMark({ state }: { readonly state: NodeState }) {
  const { label, tone } = nodeStates[state];
  return <Mark tone={tone}>{label}</Mark>;
}
