import { usePages } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import { Act } from '../form.tsx';
import { PricedList } from './priced-list.tsx';

export default function AddOns() {
  const rows = usePages('GET /add-ons', { query: { limit: 100 } });
  return (
    <PricedList
      label="Add-ons"
      one="Add-on"
      rows={rows}
      of="add-ons"
      create={<Act route="POST /add-ons" label="New add-on" look="main" />}
      change={({ id, name: called }) => (
        <Act
          route="PATCH /add-ons/{id}"
          params={{ id }}
          label="Change"
          title={`Change ${called} for later sales`}
          submit="Save"
          of={edited('GET /add-ons/{id}', { params: { id } }, ({ name, description, price, period }) => ({
            name,
            description,
            price,
            period,
          }))}
        />
      )}
      empty="No add-on yet."
      fileName="add-ons"
    />
  );
}
