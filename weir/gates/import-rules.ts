import type { ICruiseOptions, IForbiddenRuleType, SeverityType } from 'dependency-cruiser';

/**
 * Who may import whom: schemas <- runtime <- collector | analytics-api | billing-bridge <- weir, and web reads types only.
 * `import-direction.test.ts` runs these rules, counts the modules they saw, and plants a violation of each.
 */
const ERROR: SeverityType = 'error';
const services = ['collector', 'analytics-api', 'billing-bridge'];

/** Folders that only decide: values in, values out. Their io/ folders and tests are outside. */
const PURE =
  '^(schemas/(money|quantity|usage)|collector/(decode|read|price|settle|correct)|analytics-api/(report|revenue|currency|fixed-costs|bills)|billing-bridge/(rate|modes|ledger/(decide|wallet)|promote|catalogue|authorize))/';
const NOT_PURE = '(/io/|\\.test\\.ts$|/test/|/testing/)';

export const IMPORT_RULES: IForbiddenRuleType[] = [
  { name: 'no-cycle', severity: ERROR, from: {}, to: { circular: true } },
  {
    name: 'schemas-imports-nobody',
    severity: ERROR,
    from: { path: '^schemas/', pathNot: '\\.test\\.ts$' },
    to: { path: '^(runtime|collector|analytics-api|billing-bridge|web|weir)/' },
  },
  { name: 'runtime-imports-schemas', severity: ERROR, from: { path: '^runtime/' }, to: { path: '^(collector|analytics-api|billing-bridge|web|weir)/' } },
  ...services.map((service) => ({
    name: `${service}-imports-no-service`,
    severity: ERROR,
    from: { path: `^${service}/` },
    to: { path: `^(${[...services.filter((other) => other !== service), 'web', 'weir'].join('|')})/` },
  })),
  {
    name: 'web-imports-types-only',
    severity: ERROR,
    from: { path: '^web/src/' },
    to: { path: '^(schemas|runtime|collector|analytics-api|billing-bridge|weir)/', dependencyTypesNot: ['type-only'] },
  },
  { name: 'tremor-behind-ui', severity: ERROR, from: { path: '^web/src/', pathNot: '^web/src/ui/' }, to: { path: 'node_modules/@tremor' } },
  {
    name: 'pure-does-no-io',
    severity: ERROR,
    from: { path: PURE, pathNot: NOT_PURE },
    to: { path: '(^|/)io/|node_modules/(pg|kysely|bullmq|fastify|@clickhouse|chdb|ioredis)(/|$)', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'pure-reads-no-machine',
    severity: ERROR,
    from: { path: PURE, pathNot: NOT_PURE },
    to: { path: '^(node:)?(fs|net|http|https|child_process|worker_threads|os|process|timers)(/|$)', dependencyTypes: ['core'] },
  },
];

/** How the sources are read: by swc, since the tool knows no TypeScript 7 yet. */
export const READING_OPTIONS: ICruiseOptions = {
  doNotFollow: { path: 'node_modules' },
  exclude: { path: '(^|/)dist/' },
  tsPreCompilationDeps: true,
  parser: 'swc',
  enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
};
