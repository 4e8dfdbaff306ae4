import { z } from 'zod';
import { defineGear, order, plain } from '../gear-model.ts';
import { startRouterLab } from '../routeros.ts';
import { type Item, menus } from '../routeros-menus.ts';

const menu = z.enum(Object.keys(menus) as [string, ...string[]]);
const id = z.string().regex(/^\*[0-9A-F]+$/, 'must be an .id such as *1F');
const values = z.record(z.string(), z.string());

/** A MikroTik router with the RouterOS API. */
export default defineGear({
  given: z.strictObject({ username: z.string().min(1), password: z.string().min(1) }),
  async open(given, place) {
    const router = await startRouterLab({ ...given, ...place });
    const { state } = router;
    const shown = (item: Item | undefined) => {
      if (item === undefined) return undefined;
      const { password: _, ...open } = item;
      return open;
    };
    return {
      port: router.port,
      views: Object.fromEntries(
        Object.keys(menus).map((name) => [name.slice(1), () => state.items(name).map(shown)]),
      ),
      orders: {
        /** A subscriber comes over PPP or to the hotspot. */
        dial: order(
          z.strictObject({ kind: z.enum(['ppp', 'hotspot']), name: z.string(), password: z.string() }),
          ({ kind, name, password }) => {
            const session = router.dial(kind, name, password);
            return { accepted: session !== undefined, session };
          },
        ),
        /** A DHCP client asks. */
        'ask-address': order(z.strictObject({ mac: z.string() }), ({ mac }) => {
          const lease = router.askAddress(mac);
          return { accepted: lease !== undefined, lease };
        }),
        /** Staff with WinBox. */
        'by-hand': order(
          z.discriminatedUnion('do', [
            z.strictObject({ do: z.literal('add'), menu, values }),
            z.strictObject({ do: z.literal('set'), menu, id, values }),
            z.strictObject({ do: z.literal('unset'), menu, id, property: z.string() }),
            z.strictObject({ do: z.literal('remove'), menu, id }),
          ]),
          (hand) => {
            if (hand.do === 'add')
              return { id: state.add(hand.menu, hand.values)['.id'], kept: state.keep() };
            if (hand.do === 'set') state.set(hand.menu, hand.id, hand.values);
            else if (hand.do === 'unset') state.unset(hand.menu, hand.id, hand.property);
            else state.remove(hand.menu, hand.id);
            state.keep();
            return { id: hand.id };
          },
        ),
        /** `on`: part of a command, such as `/ppp/secret/add`. */
        fault: order(
          z.strictObject({
            does: z.enum(['refuse', 'stall', 'stall-after', 'cut-before', 'cut-after', 'twice', 'lie']),
            on: z.string().default('/'),
            words: z.string().exactOptional(),
            times: z.int().min(1).exactOptional(),
          }),
          ({ does, on, ...more }) => {
            router.fault = { kind: does, on: new RegExp(on.replace(/[^\w/-]/g, '\\$&')), ...more };
          },
        ),
        heal: plain(() => {
          router.fault = undefined;
        }),
        'cut-lines': plain(() => router.cutLines()),
        restart: plain(() => router.restart()),
      },
      close: () => router.close(),
    };
  },
});
