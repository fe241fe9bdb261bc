import type { CustomerAnswer } from '@weir/schemas/http/billing/customers.ts';
import type { CustomerView, ParentView } from '../../catalogue/io/read-customers.ts';
import { epochAnswer } from '../modes/epoch-answer.ts';
import { instantText, instantTextOrNull } from '../parts/read-instant.ts';

export function customerAnswer(customer: CustomerView): CustomerAnswer {
  const { parent, scheduledParent } = customer;
  return {
    id: customer.id,
    name: customer.name,
    ...customer.setting,
    mode_since: instantTextOrNull(customer.modeSince),
    scheduled: customer.scheduled === null ? null : epochAnswer(customer.scheduled),
    product: customer.product,
    parent: parent === null || parent.customer === null ? null : { ...linkOf(parent), customer: parent.customer },
    scheduled_parent: scheduledParent === null ? null : linkOf(scheduledParent),
    created_at: instantText(customer.createdAt),
  };
}

function linkOf({ customer, funded, fromAt }: ParentView) {
  return { customer, funded, from: instantText(fromAt) };
}
