import { Refusal } from '../../shared/api.ts';
import { Button } from '../../shared/button.tsx';
import { useWrite } from '../../shared/reading.tsx';
import type { AccessNodeTrial } from '../../shared/routes.ts';
import { format } from '../parts.tsx';
import { words } from '../words.ts';

/** Has the site's agent ask the device who it is, as the form says it, before anything is saved. */
export function ConnectionTest({ trial }: { readonly trial: AccessNodeTrial }) {
  const attempt = useWrite('POST /access-nodes/trial');
  const { data, error, isPending, variables } = attempt;
  const isOfThis = JSON.stringify(variables?.body) === JSON.stringify(trial);
  return (
    <section className="consequence" aria-label="Connection test" aria-live="polite">
      <p className="actions">
        <Button
          isPending={isPending}
          isDisabled={trial.address === ''}
          onPress={() => attempt.mutate({ body: trial })}
        >
          Test the connection
        </Button>
      </p>
      {!isOfThis || isPending ? (
        <p className="hint">
          {isPending
            ? 'The agent of the site asks the device …'
            : 'The agent of the site asks the device who it is. Nothing is saved by it.'}
        </p>
      ) : error !== null ? (
        <p role="alert" className="note bad">
          {error instanceof Refusal ? (error.problem.detail ?? error.message) : words.reading.failed}
        </p>
      ) : (
        data !== undefined && (
          <p className="note good">
            {data.answered === 'yes' ? (
              <>
                <strong>It answers.</strong> {data.identity !== undefined && <bdi>{data.identity}</bdi>}{' '}
                <span className="soft">{format.time(data.at)}</span>
              </>
            ) : (
              'The agent can work with this. Such a device speaks first: whether its secret is right shows with its first request.'
            )}
          </p>
        )
      )}
    </section>
  );
}
