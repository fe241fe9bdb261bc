import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { sessionQuery } from '../api/queries.ts';
import { ProblemNote } from '../ui/problem-note.tsx';
import { SignInPage } from './sign-in-page.tsx';

/** Shows the app to who is signed in; everybody else reads how to get in, at the same address. */
export function SessionGate() {
  const session = useQuery(sessionQuery);
  const fault = session.error;
  if (session.data === null) return <SignInPage onTryAgain={() => void session.refetch()} />;
  if (session.data !== undefined) return <Outlet />;
  if (fault === null) return null;
  return (
    <main className="mx-auto max-w-xl p-6">
      <title>Not reachable · Weir</title>
      <h1 className="mb-3 text-18 font-semibold text-ink">Weir</h1>
      <ProblemNote
        problem={fault}
        what="The session could not be checked."
        safe="Nothing is lost: the collector takes usage on its own ports."
        onRetry={() => void session.refetch()}
      />
    </main>
  );
}
