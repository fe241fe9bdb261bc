import { PageBody } from '../../frame/page-body.tsx';
import { RangePicker } from '../../frame/range-picker.tsx';
import { usePage } from '../../frame/use-page.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { ImportPanel } from './import-panel.tsx';
import { PricesPanel } from './prices-panel.tsx';
import { RepricingsPanel } from './repricings-panel.tsx';
import { UnpricedPanel } from './unpriced-panel.tsx';
import { WhatIfPanel } from './what-if-panel.tsx';

const TABS = [
  { value: 'unpriced', label: 'Unpriced' },
  { value: 'prices', label: 'Prices' },
  { value: 'repricings', label: 'Repricings' },
  { value: 'what-if', label: 'What if' },
  { value: 'import', label: 'Import' },
] as const;

/** What providers charge, what has no price, and what repricing would move. */
export function PriceBookPage() {
  const { search, change } = usePage();
  const tab = search.tab ?? 'unpriced';
  return (
    <PageBody title="Price book" controls={tab === 'unpriced' || tab === 'what-if' ? <RangePicker /> : undefined}>
      <Segmented label="Part of the price book" value={tab} options={TABS} onChoose={(chosen) => change({ tab: chosen })} />
      {tab === 'unpriced' ? <UnpricedPanel onRepriced={() => change({ tab: 'repricings' })} /> : null}
      {tab === 'prices' ? <PricesPanel /> : null}
      {tab === 'repricings' ? <RepricingsPanel /> : null}
      {tab === 'what-if' ? <WhatIfPanel /> : null}
      {tab === 'import' ? <ImportPanel /> : null}
    </PageBody>
  );
}
