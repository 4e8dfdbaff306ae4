import { defineDriver } from '../capabilities/driver.ts';
import { filterSettings, nasCredentials, nasName, radiusNas } from '../capabilities/nas.ts';
import { commonDialect } from '../capabilities/radius-dialect.ts';
import { bySessionId, byUserName } from '../capabilities/radius-session-control.ts';

/**
 * Any NAS that keeps to RFC 2865, 2866 and 5176 and of whose own attributes nothing is known. A change of rate takes effect
 * by a new session.
 */
export default defineDriver({
  kind: 'nas',
  settings: filterSettings.extend({ walledGardenAddressList: nasName.default('walled-garden') }),
  credentials: nasCredentials,
  open({ walledGardenFilterId, walledGardenAddressList, ...settings }, credentials, tools) {
    const dialect = commonDialect({ filterId: walledGardenFilterId, addressList: walledGardenAddressList });
    return radiusNas(settings, credentials, tools, dialect, {
      names: (session) => [...byUserName(session), ...bySessionId(session)],
    });
  },
});
