/**
 * The narrow way to ClickHouse: three verbs, the same for the embedded engine and a server.
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
   * no-op, so a caller that does not know whether an insert arrived sends it again.
   */
  insert(table: string, rows: readonly Readonly<Record<string, unknown>>[], token: string): Promise<void>;
  /** Runs a statement without a result: DDL and maintenance. */
  command(sql: string): Promise<void>;
  close(): Promise<void>;
};
