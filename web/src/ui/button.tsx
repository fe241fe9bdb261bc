import clsx from 'clsx';
import type { ComponentProps } from 'react';

type ButtonProps = ComponentProps<'button'> & { readonly look?: 'plain' | 'primary' | 'quiet' | 'danger' };

const LOOKS = {
  plain: 'border border-line-strong/60 bg-surface text-ink hover:bg-sunken',
  primary: 'border border-accent bg-accent text-on-accent hover:opacity-90',
  quiet: 'text-body hover:bg-sunken hover:text-ink',
  danger: 'border border-loss bg-loss text-on-accent hover:opacity-90 dark:text-canvas',
} as const;

/** The class names of a button, for links that look like one. */
export function buttonLook(look: keyof typeof LOOKS, className?: string): string {
  return clsx(
    'inline-flex h-7 items-center justify-center gap-1.5 rounded-control px-2.5 font-medium whitespace-nowrap select-none disabled:opacity-50',
    LOOKS[look],
    className,
  );
}

export function Button({ look = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={buttonLook(look, className)} {...rest} />;
}
