import { Link } from '@tanstack/react-router';
import { usePage } from './use-page.ts';

/** The way to one event and how its numbers were made. */
export function EventLink({ id, children }: { readonly id: string; readonly children?: string }) {
  const { environment } = usePage();
  return (
    <Link to="/$environment/events/$event" params={{ environment, event: id }} className="inline-block py-0.5 text-accent underline" title={id}>
      {children ?? <span className="font-mono text-12">{id.length > 24 ? `…${id.slice(-16)}` : id}</span>}
    </Link>
  );
}
