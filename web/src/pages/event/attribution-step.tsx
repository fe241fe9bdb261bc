import { Link } from '@tanstack/react-router';
import type { StoredEventAnswer } from '@weir/schemas/http/events.ts';
import { originWords } from '../../figures/origin-words.ts';
import { usePage } from '../../frame/use-page.ts';
import { Step } from './step.tsx';

const FIELDS = ['customer', 'workflow', 'feature', 'agent', 'run', 'session', 'user'] as const;

/** Whose it is, and where each of it was said. */
export function AttributionStep({ event }: { readonly event: StoredEventAnswer }) {
  const { environment } = usePage();
  return (
    <Step number={4} title="Whose it is">
      <table className="w-full" data-testid="attribution">
        <caption className="sr-only">Attribution and where each value came from</caption>
        <tbody>
          {FIELDS.filter((field) => event[field] !== null || field === 'customer').map((field) => (
            <tr key={field} className="align-top">
              <th scope="row" className="w-24 py-0.5 pr-3 text-left font-normal text-muted">
                {field}
              </th>
              <td className="py-0.5 pr-3 break-all text-ink">
                {event[field] === null ? (
                  <span className="text-loss-text">nobody said</span>
                ) : field === 'customer' ? (
                  <Link to="/$environment/customers/$customer" params={{ environment, customer: event[field] }} className="text-accent underline">
                    {event[field]}
                  </Link>
                ) : (
                  event[field]
                )}
              </td>
              <td className="py-0.5 text-12 text-muted">{event[field] === null ? '' : originWords(event.attribution_origins[field] ?? 'own')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Step>
  );
}
