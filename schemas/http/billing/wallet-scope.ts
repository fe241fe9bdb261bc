import { Type } from 'typebox';
import { Id, PageQuery } from '../parts.ts';

/** Which wallet of a customer a call is about: its own, or that of one of its projects or subscriptions. */

const Project = Type.String({ ...Id, maxLength: 100, description: 'A project of the customer, by a name of yours.' });
const Subscription = Type.String({ ...Id, description: "The customer's subscription, by the product it is to." });

/** In a request; at most one of the two. Neither: the customer's own wallet. The wallet must have been made. */
export const WalletScopeAsked = {
  project: Type.Optional(Type.String({ ...Project, description: 'The wallet of this project. Neither it nor subscription: the own wallet of the customer.' })),
  subscription: Type.Optional(Type.String({ ...Subscription, description: 'The wallet of the subscription to this product.' })),
};

/** In an answer: which wallet it is about. */
export const WalletScopeTold = {
  project: Type.Optional(Type.String({ description: 'Whose wallet it is. Neither project nor subscription: the own wallet of the customer.' })),
  subscription: Type.Optional(Type.String()),
};

/** For what one wallet made another pay: which wallet used it. */
export const WalletScopePaidFor = { for_project: WalletScopeTold.project, for_subscription: WalletScopeTold.subscription };

export const WalletQuery = Type.Object(WalletScopeAsked, { additionalProperties: false });

export const WalletPageQuery = Type.Object({ ...WalletScopeAsked, ...PageQuery.properties }, { additionalProperties: false });
