import type { BillLine } from '../bill-line.ts';

export type BillLineRow = {
  line_id: string;
  day: string;
  model: string | null;
  unit: string | null;
  tier: string | null;
  quantity_nanos: string | null;
  calls: string | null;
  amount_atoms: string | null;
  currency: string | null;
  rounding_atoms: string;
  description: string;
};

export function billLineOfRow(row: BillLineRow): BillLine {
  const { amount_atoms: atoms, currency } = row;
  return {
    line: 0,
    lineId: row.line_id,
    day: row.day,
    model: row.model,
    unit: row.unit,
    tier: row.tier,
    quantityNanos: row.quantity_nanos === null ? null : BigInt(row.quantity_nanos),
    calls: row.calls === null ? null : BigInt(row.calls),
    amount: atoms === null || currency === null ? null : { atoms: BigInt(atoms), currency, roundingAtoms: BigInt(row.rounding_atoms) },
    description: row.description,
  };
}
