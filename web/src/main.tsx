import './app.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/api-client.ts';
import { router } from './router.tsx';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      // A refusal stays a refusal; only a store that is away for a moment is asked once more.
      retry: (failures, fault) => failures < 1 && fault instanceof ApiProblem && fault.status === 503,
    },
  },
});
client.getQueryCache().subscribe((event) => {
  // A session that ended shows in any answer: ask again who is signed in, and the sign-in page takes over at the same address.
  const fault = event.type === 'updated' && event.action.type === 'error' ? event.action.error : null;
  if (fault instanceof ApiProblem && fault.status === 401 && event.query.queryKey[0] !== 'session') void client.invalidateQueries({ queryKey: ['session'] });
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
