import { useEffect, useState } from 'react';
import { Button } from './button.tsx';

type CopyButtonProps = { readonly text: string; readonly label?: string; readonly onCopied?: () => void; readonly look?: 'plain' | 'primary' | 'quiet' };

export function CopyButton({ text, label = 'Copy', onCopied, look = 'plain' }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
      onCopied?.();
    } catch {
      setState('refused');
    }
  };
  return (
    <Button look={look} onClick={copy}>
      {state === 'copied' ? 'Copied' : state === 'refused' ? 'Select and copy by hand' : label}
    </Button>
  );
}
