import { expect, it } from 'vitest';
import { apiRoutes } from '../../functions/contracts/http/index.ts';
import { portalLanguage } from '../../functions/contracts/portal.ts';
import { wordsOf } from '../../web/portal/words/language.ts';
import { wordsOfRefusal } from '../../web/portal/words/refusal.ts';

it.each(portalLanguage.options)(
  'tells in words of %s whatever a route of the portal refuses',
  async (language) => {
    const words = await wordsOf(language);
    const refused = apiRoutes
      .filter(({ path }) => path.startsWith('/portal/'))
      .flatMap(({ refusals = [] }) => refusals);
    expect(refused.length).toBeGreaterThan(40);
    expect(refused.filter((code) => wordsOfRefusal(code, words) === undefined)).toEqual([]);
  },
);
