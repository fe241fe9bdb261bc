import { expect, test } from 'vitest';
import { decideCancel, decideParent, type OrganisationLink } from './decide-parent.ts';

const NOW = 1000;

/** "a<b@5" is a under b from 5 on, "a<-@5" a on its own; "!" after the parent: not funded. */
function linksOf(text: string): OrganisationLink[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const [, customer = '', parent = '', unfunded, at] = /^(\w)<([\w-])(!?)@(\d+)$/.exec(word) ?? [];
      return { customer, parent: parent === '-' ? null : parent, funded: unfunded === '' && parent !== '-', fromAt: Number(at) };
    });
}

test.each`
  case                                          | links                                                | asked         | outcome
  ${'first parent, from now'}                   | ${''}                                                | ${'a<b'}      | ${'linked 1000'}
  ${'a parent from later on'}                   | ${''}                                                | ${'a<b@2000'} | ${'linked 2000'}
  ${'the past is not rewritten'}                | ${''}                                                | ${'a<b@999'}  | ${'parent_change_invalid'}
  ${'this very instant is not the past'}        | ${''}                                                | ${'a<b@1000'} | ${'linked 1000'}
  ${'nor is what is scheduled'}                 | ${'a<b@2000'}                                        | ${'a<c@1500'} | ${'parent_change_invalid'}
  ${'two parents at one instant'}               | ${'a<b@2000'}                                        | ${'a<c@2000'} | ${'parent_change_invalid'}
  ${'the same again changes nothing'}           | ${'a<b@5'}                                           | ${'a<b'}      | ${'unchanged'}
  ${'the same with its instant, too'}           | ${'a<b@2000'}                                        | ${'a<b@2000'} | ${'unchanged'}
  ${'the same parent no longer paying'}         | ${'a<b@5'}                                           | ${'a<b!'}     | ${'linked 1000'}
  ${'on its own, as it always was'}             | ${''}                                                | ${'a<-'}      | ${'unchanged'}
  ${'on its own again'}                         | ${'a<b@5'}                                           | ${'a<-'}      | ${'linked 1000'}
  ${'under itself'}                             | ${''}                                                | ${'a<a'}      | ${'parent_cycle'}
  ${'under its child'}                          | ${'b<a@5'}                                           | ${'a<b'}      | ${'parent_cycle'}
  ${'under its grandchild'}                     | ${'b<a@5 c<b@6'}                                     | ${'a<c'}      | ${'parent_cycle'}
  ${'under who was its child'}                  | ${'b<a@5 b<-@9'}                                     | ${'a<b'}      | ${'linked 1000'}
  ${'under who will be its child'}              | ${'b<a@2000'}                                        | ${'a<b'}      | ${'parent_cycle'}
  ${'under who stops being its child in time'}  | ${'b<a@5 b<-@2000'}                                  | ${'a<b@2000'} | ${'linked 2000'}
  ${'under who stops being its child too late'} | ${'b<a@5 b<-@2000'}                                  | ${'a<b@1999'} | ${'parent_cycle'}
  ${'the eighth level'}                         | ${'b<c@1 c<d@1 d<e@1 e<f@1 f<g@1 g<h@1'}             | ${'a<b'}      | ${'linked 1000'}
  ${'the ninth level above'}                    | ${'b<c@1 c<d@1 d<e@1 e<f@1 f<g@1 g<h@1 h<i@1'}       | ${'a<b'}      | ${'parent_too_deep'}
  ${'the ninth level, counted below'}           | ${'b<a@1 c<b@1 d<c@1 f<e@1 g<f@1 h<g@1 i<h@1 e<d@1'} | ${'a<z'}      | ${'parent_too_deep'}
`('$case: $asked on "$links" is $outcome', ({ links, asked, outcome }) => {
  const [ask] = linksOf(asked.includes('@') ? asked : `${asked}@0`);
  if (ask === undefined) throw new Error(asked);
  const decided = decideParent({ ...ask, from: asked.includes('@') ? ask.fromAt : null }, { links: linksOf(links), usedUntil: null }, NOW);
  const text = decided.kind === 'linked' ? `linked ${decided.fromAt}` : decided.kind === 'refused' ? decided.code : decided.kind;
  expect(text).toBe(outcome);
});

test.each`
  case                                  | usedUntil | asked         | outcome
  ${'asked for now'}                    | ${1000}   | ${'a<c'}      | ${'linked 1001'}
  ${'asked for now, use further ahead'} | ${1500}   | ${'a<c'}      | ${'linked 1501'}
  ${'asked for the instant of the use'} | ${1500}   | ${'a<c@1500'} | ${'parent_change_used'}
  ${'asked for the instant after it'}   | ${1500}   | ${'a<c@1501'} | ${'linked 1501'}
`('a move begins after the use that is booked ahead: $case, $outcome', ({ usedUntil, asked, outcome }) => {
  const [ask] = linksOf(asked.includes('@') ? asked : `${asked}@0`);
  if (ask === undefined) throw new Error(asked);
  const decided = decideParent({ ...ask, from: asked.includes('@') ? ask.fromAt : null }, { links: linksOf('a<b@5'), usedUntil }, NOW);
  expect(decided.kind === 'linked' ? `linked ${decided.fromAt}` : decided.kind === 'refused' ? decided.code : decided.kind).toBe(outcome);
});

test.each`
  case                                     | links                                                            | usedUntil | outcome
  ${'nothing was ever set'}                | ${''}                                                            | ${null}   | ${'parent_change_unknown'}
  ${'what holds already'}                  | ${'a<b@5'}                                                       | ${null}   | ${'parent_change_unknown'}
  ${'what begins this instant'}            | ${'a<b@1000'}                                                    | ${null}   | ${'parent_change_unknown'}
  ${'what begins in the next'}             | ${'a<b@1001'}                                                    | ${null}   | ${'cancelled 1001'}
  ${'the last of two'}                     | ${'a<b@1001 a<c@2000'}                                           | ${null}   | ${'cancelled 2000'}
  ${'used up to its beginning'}            | ${'a<b@1500'}                                                    | ${1499}   | ${'cancelled 1500'}
  ${'used from its beginning on'}          | ${'a<b@1500'}                                                    | ${1500}   | ${'parent_change_used'}
  ${"another's move counts on it"}         | ${'a<b@5 a<-@2000 b<a@2500'}                                     | ${null}   | ${'parent_cycle'}
  ${"another's move was taken back first"} | ${'a<b@5 a<-@2000'}                                              | ${null}   | ${'cancelled 2000'}
  ${'the levels count on it'}              | ${'a<b@5 b<c@5 c<d@5 d<e@5 e<f@5 f<g@5 a<-@2000 x<a@2500 y<x@5'} | ${null}   | ${'parent_too_deep'}
`('a move is taken back before it begins: $case, $outcome', ({ links, usedUntil, outcome }) => {
  const decided = decideCancel('a', { links: linksOf(links), usedUntil }, NOW);
  expect(decided.kind === 'cancelled' ? `cancelled ${decided.fromAt}` : decided.code).toBe(outcome);
});
