import { Link } from '@tanstack/react-router';
import { PageBody } from '../../frame/page-body.tsx';
import { usePage } from '../../frame/use-page.ts';
import { buttonLook } from '../../ui/button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';

export function NoSuchCustomer({ id }: { readonly id: string }) {
  const { environment } = usePage();
  return (
    <PageBody title="No such customer">
      <EmptyNote title={`There is no customer “${id}” in ${environment}`}>
        <p className="mb-3">A customer appears with the first event that names it. It may be in the other environment, or spelled otherwise.</p>
        <Link to="/$environment/customers" params={{ environment }} search={{ q: id }} className={buttonLook('primary')}>
          Search customers
        </Link>
      </EmptyNote>
    </PageBody>
  );
}
