import type { CommandPreview } from '../shared/routes.ts';
import { format } from './parts.tsx';

/** What would stand on the invoice, line by line. */
export const PreviewLines = ({ lines }: Pick<CommandPreview, 'lines'>) =>
  lines.length > 0 && (
    <ul className="lines">
      {lines.map(({ item, from, to, amount }) => (
        <li key={`${item}${from}${amount.amount}`}>
          <span>
            {item}
            {from !== undefined && to !== undefined && (
              <span className="soft">
                {' '}
                {format.day(from)} – {format.day(to)}
              </span>
            )}
          </span>
          <span className="figure">{format.money(amount)}</span>
        </li>
      ))}
    </ul>
  );
