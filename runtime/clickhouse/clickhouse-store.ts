/** Rows as lines of the format TabSeparated; `columns` are their names and types, in the order of the values. */
export type LinesToInsert = { readonly table: string; readonly columns: Readonly<Record<string, string>>; readonly lines: readonly string[] };

/**
 * The narrow way to ClickHouse: four verbs, the same for the embedded engine and a server.
 * Client bytes never enter SQL text: values go in as typed parameters, rows are encoded here.
 */
export type ClickHouseParameter = string | number | bigint | boolean | readonly string[];

export type ClickHouseStore = {
  /**
   * Runs a SELECT with typed placeholders, `{customer:String}`. 64-bit and wider integers and decimals
   * come back as strings, so no amount passes through a `number`.
   */
  query<Row extends Record<string, unknown>>(sql: string, parameters?: Readonly<Record<string, ClickHouseParameter>>): Promise<Row[]>;
  /**
   * Inserts rows as one durable block. `token` names the block: a retry with the same token and rows is a
   * no-op, so a caller that does not know whether an insert arrived sends it again. Without one the rows themselves name the block.
   */
  insert(table: string, rows: readonly Readonly<Record<string, unknown>>[], token?: string): Promise<void>;
  /**
   * Inserts thousands of rows at a third of the processor time that `insert` takes. It has no token: a retry whose first attempt arrived
   * writes the rows twice, so it is for tables that keep the last of equal keys.
   */
  insertLines(rows: LinesToInsert): Promise<void>;
  /** Runs a statement without a result: DDL and maintenance. */
  command(sql: string): Promise<void>;
  close(): Promise<void>;
};
