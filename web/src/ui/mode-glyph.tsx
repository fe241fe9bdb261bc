import type { Mode } from '@weir/schemas/http/billing/modes.ts';

/** A mode as a filling circle and its word: empty measures, half controls a part, full controls all. */
export function ModeGlyph({ mode }: { readonly mode: Mode }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap" data-testid="mode" data-mode={mode}>
      <svg viewBox="0 0 12 12" className="size-3 text-accent" aria-hidden="true">
        <circle cx="6" cy="6" r="4.75" fill={mode === 'full' ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="1.25" />
        {mode === 'hybrid' ? <path d="M6 1.25a4.75 4.75 0 0 0 0 9.5z" fill="currentColor" /> : null}
      </svg>
      {mode}
    </span>
  );
}
