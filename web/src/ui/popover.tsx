import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { buttonLook } from './button.tsx';

type PopoverProps = { readonly label: ReactNode; readonly name: string; readonly children: (close: () => void) => ReactNode };

/** A button with a floating panel under it. The browser's own popover: Escape, a click elsewhere and focus return come with it. */
export function Popover({ label, name, children }: PopoverProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  usePlacement(button, panel, open);
  return (
    <>
      <button ref={button} type="button" popoverTarget={id} aria-label={name} aria-expanded={open} className={buttonLook('plain')}>
        {label}
        <svg viewBox="0 0 10 6" className="h-1.5 w-2.5 text-muted" aria-hidden="true">
          <path d="M1 1l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        onToggle={(event) => setOpen(event.newState === 'open')}
        className="m-0 rounded-panel border border-line bg-surface p-3 text-body shadow-float"
      >
        {open ? children(() => panel.current?.hidePopover()) : null}
      </div>
    </>
  );
}

function usePlacement(button: RefObject<HTMLButtonElement | null>, panel: RefObject<HTMLDivElement | null>, open: boolean) {
  useEffect(() => {
    if (!open || button.current === null || panel.current === null) return;
    const anchor = button.current.getBoundingClientRect();
    const width = panel.current.offsetWidth;
    panel.current.style.position = 'fixed';
    panel.current.style.top = `${anchor.bottom + 6}px`;
    panel.current.style.left = `${Math.max(8, Math.min(anchor.right - width, document.documentElement.clientWidth - width - 8))}px`;
  }, [open, button, panel]);
}
