import type { SavedViewView } from '../contracts/http/saved-views.ts';
import type { SavedView } from '../domain/staff/saved-view.ts';
import type { Stored } from '../ports/store.ts';

/** A view that was kept, as the API shows it. */
export function showView({ id, state: { terms, owner }, updatedAt }: Stored<SavedView>): SavedViewView {
  return { id, ...terms, owner, updatedAt };
}
