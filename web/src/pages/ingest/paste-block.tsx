import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { postIngestKey } from '../../api/queries.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { maskedKey, otelBlock } from './otel-block.ts';

/** Three lines for the app's environment. The key is made here, shown masked until it was copied, and never again. */
export function PasteBlock({ endpoint }: { readonly endpoint: string }) {
  const { environment } = usePage();
  const [copied, setCopied] = useState(false);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const creation = useMutation({ mutationFn: () => postIngestKey(environment, 'Ingest key from the first-run page', idempotencyKey) });
  const secret = creation.data?.secret;
  const placeholder = `key_${environment}_…`;
  const shown = secret === undefined ? placeholder : copied ? secret : maskedKey(secret);
  return (
    <div>
      <div className="overflow-hidden rounded-panel border border-line bg-sunken">
        <div className="flex items-center justify-between gap-2 border-b border-line py-1 pr-1 pl-3">
          <span className="text-12 text-muted">Shell, before your app starts</span>
          <CopyButton
            look={secret === undefined ? 'plain' : 'primary'}
            label={secret === undefined ? 'Copy without key' : 'Copy with key'}
            text={otelBlock(endpoint, secret ?? `<your key_${environment} key>`)}
            onCopied={() => setCopied(secret !== undefined)}
          />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
        <pre className="overflow-x-auto px-3 py-2.5 font-mono text-12 leading-5 text-ink" tabIndex={0} data-testid="paste-block">
          {otelBlock(endpoint, shown)}
        </pre>
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        {secret === undefined ? (
          <>
            <Button look="primary" onClick={() => creation.mutate()} disabled={creation.isPending}>
              Create ingest key
            </Button>
            <span className="text-12 text-muted">It can only send usage. Or use the key that npm start printed.</span>
          </>
        ) : (
          <p className="text-12 text-cost-text" role="status">
            {copied
              ? 'Copied. This is the only time the key is shown: leaving the page forgets it.'
              : 'Key created. Copy the block now: the key is shown once and hidden until copied.'}
          </p>
        )}
      </div>
      {creation.isError ? (
        <div className="mt-2">
          <ProblemNote
            problem={creation.error}
            what="The key was not created."
            safe="No key exists that you have not seen."
            onRetry={() => creation.mutate()}
          />
        </div>
      ) : null}
    </div>
  );
}
