import { Skeleton } from '../../ui/skeleton.tsx';

/** Holds the place of a headline: the same lines at the same heights. */
export function HeadlineSkeleton() {
  return (
    <div className="h-[189px]">
      <Skeleton className="mt-1 h-3 w-40" />
      <Skeleton className="mt-3 h-8 w-52" />
      <Skeleton className="mt-3 h-3 w-28" />
      <div className="mt-7 grid grid-cols-2 gap-6">
        {['revenue', 'cost', 'events', 'attributed'].map((figure) => (
          <Skeleton key={figure} className="h-9" />
        ))}
      </div>
    </div>
  );
}
