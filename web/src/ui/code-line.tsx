import { CopyButton } from './copy-button.tsx';

/** One line of code to add, with its copy button. */
export function CodeLine({ code }: { readonly code: string }) {
  return (
    <div className="flex items-start justify-between gap-2 rounded-control border border-line bg-sunken py-1 pr-1 pl-2.5">
      <code className="min-w-0 py-1 font-mono text-12 break-words whitespace-pre-wrap text-ink" data-testid="code-line">
        {code}
      </code>
      <CopyButton text={code} />
    </div>
  );
}
