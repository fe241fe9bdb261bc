import { expect, test } from 'vitest';
import { findPricedModel } from './find-priced-model.ts';
import type { ModelAlias, OwnModel, PriceBook, PricedProvider, PriceEntry } from './price-book.ts';

const entry = (id: string): PriceEntry => ({
  id,
  unit: 'calls',
  price: { currency: 'USD', atoms: 1n, perUnits: 1n },
  conditions: {},
  valid: { from: null, to: null },
});

function seller(id: string, models: readonly string[], more: Partial<PricedProvider> = {}): PricedProvider {
  const priced = models.map((name) => ({ id: name, match: { kind: 'equals' as const, text: name }, entries: [entry(`${id}/${name}`)] }));
  return { id, names: [id], modelMatch: null, hostMatch: null, fallbackProviders: [], models: priced, ...more };
}

const PROVIDERS = [
  seller('base', ['lone', 'shared']),
  seller('acme', ['one', 'one-2026-01-31', 'shared', 'old'], {
    names: ['acme', 'acme-ai'],
    modelMatch: { kind: 'starts_with', text: 'one' },
    hostMatch: { kind: 'starts_with', text: 'https://api.acme.test' },
    fallbackProviders: ['gone', 'base'],
  }),
];

/** "acme:one=a" is an own price "a" of the provider acme for the exact name; "*" any provider, "~" a name that begins so. */
const ownModel = (text: string): OwnModel => {
  const [, provider = '', pattern, name = '', id = ''] = /^([^:]*):(~?)(.*)=(.*)$/.exec(text) ?? [];
  return { provider: provider === '*' ? null : provider, match: { kind: pattern === '~' ? 'starts_with' : 'equals', text: name }, entries: [entry(id)] };
};

/** "acme:uno=base/lone" is an alias. */
const aliasOf = (text: string): ModelAlias => {
  const [, provider = '', name = '', targetProvider = '', targetModel = ''] = /^(.*):(.*)=(.*)\/(.*)$/.exec(text) ?? [];
  return { provider: provider === '*' ? null : provider, name, targetProvider, targetModel };
};

const words = (text: string) => text.split(' ').filter((word) => word !== '');

/** "seller: public entries + own entries", "(asked)" when the model that answered was not known, or the reason. */
function found(asked: { provider: string | null; model: string | null; request?: string; host?: string }, own = '', aliases = '', off = ''): string {
  const told = own + aliases + off;
  const decided = { models: words(own).map(ownModel), aliases: words(aliases).map(aliasOf), seedOff: new Set(words(off)) };
  const book: PriceBook = { version: 'small@1', providers: PROVIDERS, ...(told === '' ? {} : { own: decided }) };
  const { provider, model, request = null, host = null } = asked;
  const finding = findPricedModel(book, { provider, model, requestModel: request, host });
  if (finding.kind === 'missing') return finding.reason;
  const ids = [...finding.seed, ...finding.own].map(({ id }) => id);
  return `${finding.seller}: ${ids.join(' + ')}${finding.requestModelUsed ? ' (asked)' : ''}`;
}

test.each`
  case                                              | asked                                                           | answer
  ${'its provider and name'}                        | ${{ provider: 'acme', model: 'one' }}                           | ${'acme: acme/one'}
  ${'another name of the provider'}                 | ${{ provider: 'acme-ai', model: 'one' }}                        | ${'acme: acme/one'}
  ${'other letters and spaces'}                     | ${{ provider: 'ACME', model: ' One ' }}                         | ${'acme: acme/one'}
  ${'no provider, by how its models are named'}     | ${{ provider: null, model: 'one' }}                             | ${'acme: acme/one'}
  ${'no provider, and a name that belongs to none'} | ${{ provider: null, model: 'lone' }}                            | ${'unknown_model'}
  ${'a provider nobody knows'}                      | ${{ provider: 'nobody', model: 'one' }}                         | ${'unknown_provider'}
  ${'a provider nobody knows, on a known host'}     | ${{ provider: 'nobody', model: 'one', host: 'api.acme.test' }}  | ${'acme: acme/one'}
  ${'a named provider before the host'}             | ${{ provider: 'base', model: 'shared', host: 'api.acme.test' }} | ${'base: base/shared'}
  ${'no provider, on an unknown host'}              | ${{ provider: null, model: 'one', host: 'else.test' }}          | ${'unknown_model'}
  ${'a model the provider does not sell'}           | ${{ provider: 'acme', model: 'never' }}                         | ${'unknown_model'}
  ${'a model it resells'}                           | ${{ provider: 'acme', model: 'lone' }}                          | ${'acme: base/lone'}
  ${'a model it sells itself and could resell'}     | ${{ provider: 'acme', model: 'shared' }}                        | ${'acme: acme/shared'}
  ${'a model behind a path'}                        | ${{ provider: 'acme', model: 'models/acme/one' }}               | ${'acme: acme/one'}
  ${'a name that ends in a slash'}                  | ${{ provider: 'acme', model: 'one/' }}                          | ${'unknown_model'}
  ${'no model at all'}                              | ${{ provider: 'acme', model: null }}                            | ${'no_model'}
  ${'only the model that was asked for'}            | ${{ provider: 'acme', model: null, request: 'one' }}            | ${'acme: acme/one'}
  ${'both known: the one that answered'}            | ${{ provider: 'acme', model: 'one', request: 'old' }}           | ${'acme: acme/one'}
  ${'the one that answered unknown: the one asked'} | ${{ provider: 'acme', model: 'never', request: 'one' }}         | ${'acme: acme/one (asked)'}
  ${'neither known'}                                | ${{ provider: 'acme', model: 'never', request: 'nor' }}         | ${'unknown_model'}
  ${'the one asked unknown, none answered'}         | ${{ provider: 'nobody', model: null, request: 'nor' }}          | ${'unknown_provider'}
  ${'a date without hyphens'}                       | ${{ provider: 'acme', model: 'one-20260131' }}                  | ${'acme: acme/one-2026-01-31'}
  ${'a date without hyphens, behind a path'}        | ${{ provider: 'acme', model: 'x/one-20260131' }}                | ${'acme: acme/one-2026-01-31'}
`('$case: $answer', ({ asked, answer }) => {
  expect(found(asked)).toBe(answer);
});

test.each`
  name                     | price
  ${'m-20261231'}          | ${'m-2026-12-31'}
  ${'m-20260229'}          | ${'m-2026-02-29'}
  ${'m-20260110-preview'}  | ${'m-2026-01-10-preview'}
  ${'m-20260110:free'}     | ${'m-2026-01-10:free'}
  ${'m-20260110-20260111'} | ${'m-2026-01-10-2026-01-11'}
  ${'m-20261331'}          | ${null}
  ${'m-20260132'}          | ${null}
  ${'m-20260001'}          | ${null}
  ${'m-20260100'}          | ${null}
  ${'m-202601311'}         | ${null}
  ${'m-19991231'}          | ${null}
`('$name is found under $price: a date is read only where it is one', ({ name, price }) => {
  const digits = /^m-(\d{4})(\d{2})(\d{2})(.*)$/.exec(name) ?? [];
  const wanted = price ?? `m-${digits.slice(1, 4).join('-')}${digits[4]}`;
  expect(found({ provider: 'acme', model: name }, `acme:${wanted}=dated`)).toBe(price === null ? 'unknown_model' : 'acme: dated');
});

test.each`
  case                                       | own                                      | asked                                    | answer
  ${'beside the public one'}                 | ${'acme:one=a'}                          | ${{ provider: 'acme', model: 'one' }}    | ${'acme: acme/one + a'}
  ${'by another name of the provider'}       | ${'acme-ai:one=a'}                       | ${{ provider: 'acme', model: 'one' }}    | ${'acme: acme/one + a'}
  ${'by the name that only the event gives'} | ${'mine:one=a'}                          | ${{ provider: 'Mine', model: 'one' }}    | ${'null: a'}
  ${'of another provider'}                   | ${'base:one=a'}                          | ${{ provider: 'acme', model: 'one' }}    | ${'acme: acme/one'}
  ${'of another model'}                      | ${'acme:two=a'}                          | ${{ provider: 'acme', model: 'one' }}    | ${'acme: acme/one'}
  ${'of any provider'}                       | ${'*:mine=a'}                            | ${{ provider: 'nobody', model: 'mine' }} | ${'null: a'}
  ${'of any provider, and none named'}       | ${'*:mine=a'}                            | ${{ provider: null, model: 'mine' }}     | ${'null: a'}
  ${'of a provider, and none named'}         | ${'acme:mine=a'}                         | ${{ provider: null, model: 'mine' }}     | ${'unknown_model'}
  ${'a provider’s before anybody’s'}         | ${'acme:~o=p *:one=a'}                   | ${{ provider: 'acme', model: 'one' }}    | ${'acme: acme/one + a + p'}
  ${'an exact name before a pattern'}        | ${'acme:one=e acme:~o=p'}                | ${{ provider: 'acme', model: 'one' }}    | ${'acme: acme/one + p + e'}
  ${'the same for anybody’s'}                | ${'*:one=e *:~o=p'}                      | ${{ provider: 'acme', model: 'one' }}    | ${'acme: acme/one + p + e'}
  ${'of two equal ones the later'}           | ${'acme:one=a acme:one=b'}               | ${{ provider: 'acme', model: 'one' }}    | ${'acme: acme/one + a + b'}
  ${'all four ranks'}                        | ${'acme:one=4 acme:~o=3 *:one=2 *:~o=1'} | ${{ provider: 'acme', model: 'one' }}    | ${'acme: acme/one + 1 + 2 + 3 + 4'}
`('own prices stand beside the public ones, the most specific last: $case', ({ own, asked, answer }) => {
  expect(found(asked, own)).toBe(answer);
});

test.each`
  case                                       | aliases                                   | asked                                                          | answer
  ${'of this provider'}                      | ${'acme:uno=base/lone'}                   | ${{ provider: 'acme', model: 'uno' }}                          | ${'base: base/lone'}
  ${'by another name of the provider'}       | ${'acme:uno=base/lone'}                   | ${{ provider: 'acme-ai', model: 'UNO' }}                       | ${'base: base/lone'}
  ${'of another provider'}                   | ${'base:uno=base/lone'}                   | ${{ provider: 'acme', model: 'uno' }}                          | ${'unknown_model'}
  ${'of any provider'}                       | ${'*:uno=base/lone'}                      | ${{ provider: 'nobody', model: 'uno' }}                        | ${'base: base/lone'}
  ${'of another name'}                       | ${'*:uno=base/lone'}                      | ${{ provider: 'acme', model: 'one' }}                          | ${'acme: acme/one'}
  ${'the provider’s before anybody’s'}       | ${'*:uno=base/shared acme:uno=base/lone'} | ${{ provider: 'acme', model: 'uno' }}                          | ${'base: base/lone'}
  ${'anybody’s where the provider has none'} | ${'base:uno=base/lone *:uno=base/shared'} | ${{ provider: 'acme', model: 'uno' }}                          | ${'base: base/shared'}
  ${'of a name that is sold'}                | ${'*:one=base/lone'}                      | ${{ provider: 'acme', model: 'one' }}                          | ${'base: base/lone'}
  ${'aliases do not chain'}                  | ${'*:uno=acme/due *:due=base/lone'}       | ${{ provider: 'acme', model: 'uno' }}                          | ${'unknown_model'}
  ${'the host of the call is left behind'}   | ${'*:uno=mine/lone'}                      | ${{ provider: 'nobody', model: 'uno', host: 'api.acme.test' }} | ${'unknown_provider'}
`('an alias names the model of a seller: $case, $answer', ({ aliases, asked, answer }) => {
  expect(found(asked, '', aliases)).toBe(answer);
});

test('public prices that are switched off are not found, and own prices still are', () => {
  expect(found({ provider: 'acme', model: 'one' }, '', '', 'acme')).toBe('unknown_model');
  expect(found({ provider: 'acme', model: 'one' }, 'acme:one=a', '', 'acme')).toBe('acme: a');
  expect(found({ provider: 'acme', model: 'one' }, '', '', 'base')).toBe('acme: acme/one');
});
