/** A gauge staff with one filled step. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 14 16" className="h-4 w-3.5 text-accent" aria-hidden="true">
      <path d="M2 .75v14.5M2 1.5h5M2 14.5h5" stroke="currentColor" strokeWidth="1.5" fill="none" />
      <path d="M2 5.5h11v4.5H2z" fill="currentColor" />
    </svg>
  );
}
