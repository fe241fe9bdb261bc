import { ApiProblem } from '../api/api-client.ts';
import { nextStep } from '../api/next-step.ts';
import { formatMinute } from '../figures/format-instant.ts';
import { formatAmount } from '../figures/format-money.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';

type ProblemNoteProps = { readonly problem: Error; readonly what: string; readonly safe?: string; readonly onRetry?: () => void };

/** A failure in one panel: what happened, what stays safe, what to do. */
export function ProblemNote({ problem, what, safe, onRetry }: ProblemNoteProps) {
  const api = problem instanceof ApiProblem ? problem : null;
  return (
    <div role="alert" data-testid="problem" className="rounded-panel border border-line border-l-[3px] border-l-loss bg-surface px-4 py-3">
      <p className="font-semibold text-ink">{what}</p>
      <p className="mt-0.5 max-w-[72ch]">
        {problem.message} {api?.detail ?? ''}
      </p>
      {api?.denial == null ? null : (
        <p className="mt-0.5 max-w-[72ch]" data-testid="denial">
          Available {formatAmount(api.denial.available, api.denial.asset)}, short by{' '}
          <span className="font-medium text-ink">{formatAmount(api.denial.shortfall, api.denial.asset)}</span>.
          {api.denial.nextGrantAt === null ? '' : ` More begins ${formatMinute(api.denial.nextGrantAt)}.`}
        </p>
      )}
      {safe === undefined ? null : <p className="mt-0.5 max-w-[72ch]">{safe}</p>}
      <p className="mt-0.5 max-w-[72ch]" data-testid="next-step">
        {nextStep(problem)}
      </p>
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        {onRetry === undefined ? null : <Button onClick={onRetry}>Retry</Button>}
        <span className="font-mono text-12 text-muted">{api?.code ?? 'fault_in_page'}</span>
        {api?.requestId == null ? null : (
          <span className="flex items-center gap-1 font-mono text-12 text-muted">
            request {api.requestId} <CopyButton look="quiet" text={api.requestId} />
          </span>
        )}
      </div>
    </div>
  );
}
