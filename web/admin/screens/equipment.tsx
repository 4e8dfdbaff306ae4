import { usePages } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import { Act } from '../form.tsx';
import { PricedList } from './priced-list.tsx';

export default function Equipment() {
  const rows = usePages('GET /equipment-models', { query: { limit: 100 } });
  return (
    <PricedList
      label="Equipment models"
      one="Model"
      rows={rows}
      more={[
        {
          id: 'maker',
          label: 'Made by',
          width: '1.5fr',
          isWide: true,
          cell: ({ vendor, model }) => `${vendor} ${model}`,
          text: ({ vendor, model }) => `${vendor} ${model}`,
        },
      ]}
      of="equipment-models"
      create={<Act route="POST /equipment-models" label="New model" look="main" />}
      change={({ id, name: called }) => (
        <Act
          route="PATCH /equipment-models/{id}"
          params={{ id }}
          label="Change"
          title={`Change ${called} for later sales`}
          submit="Save"
          of={edited(
            'GET /equipment-models/{id}',
            { params: { id } },
            ({ name, description, vendor, model, sku, price, period }) => ({
              name,
              description,
              vendor,
              model,
              sku,
              price,
              period,
            }),
          )}
        />
      )}
      empty="No model of equipment yet."
      fileName="equipment-models"
    />
  );
}
