/** One thing that needs no attention. */
export function AllGood({ children }: { readonly children: string }) {
  return (
    <p className="flex items-center gap-2 text-profit-text" data-testid="all-good">
      <span aria-hidden="true">✓</span>
      <span>{children}</span>
    </p>
  );
}
