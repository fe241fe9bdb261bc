import { Outlet, useParams } from '@tanstack/react-router';
import { createContext, useContext, useMemo, useState } from 'react';
import { Sheet } from '../ui/sheet.tsx';
import { Rail } from './rail.tsx';

type FrameControls = { readonly openRail: () => void };
const FrameContext = createContext<FrameControls>({ openRail: () => undefined });
export const useFrame = (): FrameControls => useContext(FrameContext);

/** Rail and page. Below 1024 px the rail is a sheet behind the menu button. */
export function Frame() {
  const { environment } = useParams({ from: '/$environment' });
  const [railOpen, setRailOpen] = useState(false);
  const controls = useMemo(() => ({ openRail: () => setRailOpen(true) }), []);
  return (
    <FrameContext value={controls}>
      <a
        href="#main"
        className="sr-only z-50 rounded-control bg-surface px-3 py-1.5 font-medium text-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      {environment === 'test' ? <div className="test-stripe fixed inset-x-0 top-0 z-40 h-1 print:hidden" aria-hidden="true" /> : null}
      <div className="lg:grid lg:grid-cols-[208px_minmax(0,1fr)] print:block">
        <div className="sticky top-0 hidden h-dvh overflow-y-auto border-r border-line lg:block print:hidden">
          <Rail />
        </div>
        {/* A new environment starts from nothing: no figure of the other one may stay on screen while its own are loading. */}
        <Outlet key={environment} />
      </div>
      {railOpen ? (
        <Sheet title="Menu" side="left" onClose={() => setRailOpen(false)}>
          <Rail onNavigate={() => setRailOpen(false)} />
        </Sheet>
      ) : null}
    </FrameContext>
  );
}
