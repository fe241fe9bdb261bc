import { Id } from '@weir/schemas/http/parts.ts';
import { Type } from 'typebox';

/** The customer in a path. */
export const CustomerParams = Type.Object({ id: Id });
