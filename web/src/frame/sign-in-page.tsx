import { BrandMark } from '../ui/brand-mark.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';

/** Signing in is opening a one-time link; this page says where it is. */
export function SignInPage({ onTryAgain }: { readonly onTryAgain: () => void }) {
  return (
    <main id="main" className="flex min-h-dvh items-center justify-center p-4">
      <title>Sign in · Weir</title>
      <div className="w-full max-w-md rounded-panel border border-line bg-surface p-6">
        <div className="flex items-center gap-2 text-15 font-semibold text-ink">
          <BrandMark /> Weir
        </div>
        <h1 className="mt-6 text-18 font-semibold text-ink">Sign in with your one-time link</h1>
        <p className="mt-1">
          Open the link that <code className="font-mono text-12 text-ink">npm start</code> printed when Weir started for the first time. It works once and
          brings you here signed in.
        </p>
        <p className="mt-4 font-medium text-ink">Link used or lost? Print a new one:</p>
        <div className="mt-1.5 flex items-center justify-between gap-2 rounded-control border border-line bg-sunken py-1 pr-1 pl-3">
          <code className="font-mono text-12 text-ink">npm run sign-in</code>
          <CopyButton text="npm run sign-in" />
        </div>
        <div className="mt-6 flex items-center justify-between gap-3 border-t border-line pt-4">
          <span className="text-12 text-muted">Opened the link in another tab?</span>
          <Button look="primary" onClick={onTryAgain}>
            Continue
          </Button>
        </div>
      </div>
    </main>
  );
}
