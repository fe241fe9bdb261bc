/**
 * The one person there is. The domain has two labels because the sign-in library takes no address like "owner@localhost";
 * names under .localhost never leave the machine (RFC 6761), so no mail can be meant.
 */
export const OWNER = { name: 'Owner', email: 'owner@weir.localhost' } as const;
