import { usePages } from '../../shared/reading.tsx';
import type { EquipmentModel } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { type Column, Listing } from '../listing.tsx';
import { Page, Tabs } from '../parts.tsx';
import { useMay } from '../who.ts';
import { charged } from './add-ons.tsx';
import { catalogueTabs, OfferMark } from './catalogue.tsx';

export default function Equipment() {
  const rows = usePages('GET /equipment-models', { query: { limit: 100 } });
  const may = useMay();
  const columns: readonly Column<EquipmentModel>[] = [
    {
      id: 'name',
      label: 'Model',
      width: '2fr',
      cell: ({ name }) => <bdi>{name}</bdi>,
      text: ({ name }) => name,
    },
    {
      id: 'status',
      label: 'State',
      width: '6rem',
      isWide: true,
      cell: ({ status }) => <OfferMark status={status} />,
      text: ({ status }) => status,
    },
    {
      id: 'maker',
      label: 'Made by',
      width: '1.5fr',
      isWide: true,
      cell: ({ vendor, model }) => `${vendor} ${model}`,
      text: ({ vendor, model }) => `${vendor} ${model}`,
    },
    {
      id: 'price',
      label: 'Price',
      width: '1.5fr',
      isNumber: true,
      isWide: true,
      cell: charged,
      text: ({ price }) => price.amount,
    },
    ...(may('catalog:write')
      ? [
          {
            id: 'actions',
            label: 'Actions',
            width: '13rem',
            cell: ({ id, name, description, price, period, vendor, model, sku, status }: EquipmentModel) => (
              <div className="actions">
                <Act
                  route="PATCH /equipment-models/{id}"
                  params={{ id }}
                  label="Change"
                  title={`Change ${name} for later sales`}
                  submit="Save"
                  initial={{ name, description, vendor, model, sku, price, period }}
                />
                {status === 'offered' ? (
                  <Command
                    route="POST /equipment-models/{id}/retire"
                    params={{ id }}
                    label="Retire"
                    look="danger"
                    question={<p>{name} is not sold any more. Whoever has it keeps it.</p>}
                  />
                ) : (
                  <Command route="POST /equipment-models/{id}/reinstate" params={{ id }} label="Reinstate" />
                )}
              </div>
            ),
          } as const,
        ]
      : []),
  ];
  return (
    <Page
      title="Catalogue"
      actions={may('catalog:write') && <Act route="POST /equipment-models" label="New model" look="main" />}
    >
      <Tabs label="Catalogue" tabs={catalogueTabs} />
      <Listing
        label="Equipment models"
        rows={rows}
        columns={columns}
        empty="No model of equipment yet."
        fileName="equipment-models"
      />
    </Page>
  );
}
