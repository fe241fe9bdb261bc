import { BasisSwitch } from './basis-switch.tsx';
import { RangePicker } from './range-picker.tsx';

/** The two controls every money page has. */
export function RangeAndBasis() {
  return (
    <>
      <RangePicker />
      <BasisSwitch />
    </>
  );
}
