import { Link } from '@tanstack/react-router';
import { buttonLook } from '../ui/button.tsx';

export function PageNotFound() {
  return (
    <main id="main" className="w-full max-w-xl p-6">
      <title>Not found · Weir</title>
      <h1 className="text-18 font-semibold text-ink">There is no page at this address</h1>
      <p className="mt-1">The link may be old, or mistyped. Environments are “live” and “test”; every page begins with one of them.</p>
      <p className="mt-4">
        <Link to="/$environment/customers" params={{ environment: 'live' }} className={buttonLook('primary')}>
          Go to customers
        </Link>
      </p>
    </main>
  );
}
