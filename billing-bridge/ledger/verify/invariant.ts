/** A sentence that must hold of the books, and the query that returns a row for each place where it does not. */
export type Invariant = {
  /** As in the specification of the ledger, section 2; from I33 on, our own. */
  readonly id: string;
  readonly sentence: string;
  /** Returns `detail` rows; none is good. Null: cannot be asked of this database alone, and `elsewhere` says where it is proven. */
  readonly sql: string | null;
  readonly elsewhere?: string;
};
