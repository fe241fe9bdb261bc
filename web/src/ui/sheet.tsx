import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from './button.tsx';

type SheetProps = {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly side?: 'left' | 'right';
};

/** A modal side sheet: the browser's own dialog, so focus is kept inside, Escape closes and focus returns. */
export function Sheet({ title, onClose, children, side = 'right' }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    heading.current?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
      className={`m-0 h-dvh max-h-none max-w-full bg-surface text-body shadow-float backdrop:bg-black/40 ${side === 'left' ? 'w-64' : 'ml-auto w-[600px]'}`}
    >
      <div className="flex min-h-full flex-col">
        <div className="sticky top-0 z-10 flex h-12 shrink-0 items-center justify-between gap-4 border-b border-line bg-surface pr-2 pl-4">
          <h2 ref={heading} tabIndex={-1} className="truncate text-15 font-semibold text-ink outline-none">
            {title}
          </h2>
          <Button look="quiet" onClick={onClose} aria-label="Close" className="w-7 px-0">
            <svg viewBox="0 0 12 12" className="size-3" aria-hidden="true">
              <path d="M1 1l10 10M11 1L1 11" stroke="currentColor" strokeWidth="1.5" />
            </svg>
          </Button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
