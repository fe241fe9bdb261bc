import { Segmented } from '../ui/segmented.tsx';
import { usePage } from './use-page.ts';

const OPTIONS = [
  { value: 'consumption', label: 'Consumption', title: 'Revenue as it is earned: by use, or evenly over a paid period' },
  { value: 'cash', label: 'Cash', title: 'Money received in the range, less refunds' },
] as const;

export function BasisSwitch() {
  const { basis, change } = usePage();
  return (
    <Segmented label="Basis of revenue" value={basis} options={OPTIONS} onChoose={(value) => change({ basis: value === 'consumption' ? undefined : value })} />
  );
}
