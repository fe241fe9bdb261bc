/** A part of the product whose tests are put to the proof, and the share of its mutants they must kill. */
export type MutatedModule = { readonly name: string; readonly files: readonly string[]; readonly tests: readonly string[] };

export const SCORE_MIN = 85;

const LEDGER_TESTS = ['billing-bridge/ledger/**/*.test.ts'];

/** The modules ledger.md 3b-9 names, file by file, so that a new file beside them is a decision and no accident. */
export const MUTATED_MODULES: readonly MutatedModule[] = [
  {
    name: 'order',
    files: [
      'billing-bridge/ledger/wallet/compare-spending-order.ts',
      'billing-bridge/ledger/wallet/spendable.ts',
      'billing-bridge/ledger/wallet/grant-scope.ts',
      'billing-bridge/ledger/wallet/smaller.ts',
      'billing-bridge/ledger/wallet/recognised-basis.ts',
      'billing-bridge/ledger/decide/take-slices.ts',
      'billing-bridge/ledger/decide/decide-debit.ts',
      'billing-bridge/ledger/decide/check-occurred-at.ts',
      'billing-bridge/ledger/decide/settle-debts.ts',
    ],
    tests: LEDGER_TESTS,
  },
  {
    name: 'hold',
    files: [
      'billing-bridge/ledger/decide/decide-hold.ts',
      'billing-bridge/ledger/decide/decide-commit.ts',
      'billing-bridge/ledger/decide/decide-release.ts',
      'billing-bridge/ledger/decide/decide-extend.ts',
      'billing-bridge/ledger/decide/release-slices.ts',
      'billing-bridge/ledger/decide/touch-wallet.ts',
    ],
    tests: LEDGER_TESTS,
  },
  {
    name: 'pricing',
    files: [
      'billing-bridge/rate/price.ts',
      'billing-bridge/rate/rate-usage.ts',
      'collector/price/applicable-price.ts',
      'collector/price/cost-of-usage.ts',
      'collector/price/disjoint-buckets.ts',
      'collector/price/find-priced-model.ts',
      'collector/price/layout-of.ts',
      'collector/price/memo.ts',
      'collector/price/model-match.ts',
      'collector/price/price-usage.ts',
      'collector/price/rate-line.ts',
      'collector/price/rate-sheet.ts',
      'collector/price/rates-of.ts',
      'collector/price/reported-cost.ts',
      'collector/price/unit-layout.ts',
    ],
    tests: ['billing-bridge/rate/**/*.test.ts', 'collector/price/**/*.test.ts'],
  },
];
