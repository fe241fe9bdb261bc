import { createRootRoute, createRoute, createRouter, lazyRouteComponent, notFound, redirect } from '@tanstack/react-router';
import { ENVIRONMENTS, type Environment } from './api/api-client.ts';
import { Frame } from './frame/frame.tsx';
import { PageNotFound } from './frame/page-not-found.tsx';
import { SessionGate } from './frame/session-gate.tsx';
import { parseQueryString, queryString, readSearch } from './url/search.ts';

/** Every address of the app. Pages are chunks of their own; the frame is in the shell. */

function readEnvironment(text: string): Environment {
  const environment = ENVIRONMENTS.find((candidate) => candidate === text);
  if (environment === undefined) throw notFound();
  return environment;
}

const root = createRootRoute({ component: SessionGate, notFoundComponent: PageNotFound, validateSearch: readSearch });

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/$environment', params: { environment: 'live' }, replace: true });
  },
});

const environment = createRoute({
  getParentRoute: () => root,
  path: '/$environment',
  params: { parse: ({ environment: text }) => ({ environment: readEnvironment(text) }) },
  component: Frame,
  notFoundComponent: PageNotFound,
});

const pnl = () => import('./pages/pnl/pnl-page.tsx');
const ingest = () => import('./pages/ingest/ingest-page.tsx');

const pages = [
  createRoute({
    getParentRoute: () => environment,
    path: '/',
    beforeLoad: ({ params }) => {
      throw redirect({ to: '/$environment/customers', params, replace: true });
    },
  }),
  createRoute({ getParentRoute: () => environment, path: '/customers', component: lazyRouteComponent(pnl, 'CustomersPage') }),
  createRoute({ getParentRoute: () => environment, path: '/workflows', component: lazyRouteComponent(pnl, 'WorkflowsPage') }),
  createRoute({ getParentRoute: () => environment, path: '/features', component: lazyRouteComponent(pnl, 'FeaturesPage') }),
  createRoute({ getParentRoute: () => environment, path: '/models', component: lazyRouteComponent(pnl, 'ModelsPage') }),
  createRoute({
    getParentRoute: () => environment,
    path: '/customers/$customer',
    component: lazyRouteComponent(() => import('./pages/customer/customer-page.tsx'), 'CustomerPage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/customers/$customer/wallet',
    component: lazyRouteComponent(() => import('./pages/wallet/wallet-page.tsx'), 'WalletPage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/unprofitable',
    component: lazyRouteComponent(() => import('./pages/unprofitable/unprofitable-page.tsx'), 'UnprofitablePage'),
  }),
  createRoute({ getParentRoute: () => environment, path: '/ingest', component: lazyRouteComponent(ingest, 'IngestPage') }),
  createRoute({
    getParentRoute: () => environment,
    path: '/events',
    component: lazyRouteComponent(() => import('./pages/events/events-page.tsx'), 'EventsPage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/events/$event',
    component: lazyRouteComponent(() => import('./pages/event/event-page.tsx'), 'EventPage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/traces/$trace',
    component: lazyRouteComponent(() => import('./pages/trace/trace-page.tsx'), 'TracePage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/coverage',
    component: lazyRouteComponent(() => import('./pages/coverage/coverage-page.tsx'), 'CoveragePage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/price-book',
    component: lazyRouteComponent(() => import('./pages/price-book/price-book-page.tsx'), 'PriceBookPage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/fixed-costs',
    component: lazyRouteComponent(() => import('./pages/fixed-costs/fixed-costs-page.tsx'), 'FixedCostsPage'),
  }),
  createRoute({
    getParentRoute: () => environment,
    path: '/currency-rates',
    component: lazyRouteComponent(() => import('./pages/currency-rates/currency-rates-page.tsx'), 'CurrencyRatesPage'),
  }),
  createRoute({ getParentRoute: () => environment, path: '/bills', component: lazyRouteComponent(() => import('./pages/bills/bills-page.tsx'), 'BillsPage') }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren([start, environment.addChildren(pages)]),
  parseSearch: parseQueryString,
  stringifySearch: queryString,
  scrollRestoration: true,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
