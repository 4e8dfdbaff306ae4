import { operatorSettings } from '../operator.ts';
import { defineRoute } from '../route.ts';

const tag = 'Operator';

export const getOperator = defineRoute({
  method: 'GET',
  path: '/operator',
  permission: 'catalog:read',
  summary: 'Read who sells, and how documents look and are numbered',
  tag,
  answer: { status: 200, body: operatorSettings },
  versioned: true,
});

export const changeOperator = defineRoute({
  method: 'PUT',
  path: '/operator',
  permission: 'operator:write',
  summary:
    'Say who sells, and how documents look and are numbered; documents already issued keep what they had',
  tag,
  body: operatorSettings,
  answer: { status: 200, body: operatorSettings },
  refusals: ['operator.logo-unusable', 'operator.series-clash'],
  versioned: true,
});
