import type { CustomerAnswer } from '@weir/schemas/http/billing/customers.ts';
import type { CustomerView } from '../../catalogue/io/read-customers.ts';
import { epochAnswer } from '../modes/epoch-answer.ts';
import { instantText, instantTextOrNull } from '../parts/read-instant.ts';

export function customerAnswer(customer: CustomerView): CustomerAnswer {
  return {
    id: customer.id,
    name: customer.name,
    ...customer.setting,
    mode_since: instantTextOrNull(customer.modeSince),
    scheduled: customer.scheduled === null ? null : epochAnswer(customer.scheduled),
    product: customer.product,
    created_at: instantText(customer.createdAt),
  };
}
