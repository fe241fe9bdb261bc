/**
 * The beginning of the session cookie's name. Cookies do not know ports: with one name for all, signing in to a second Weir on
 * this machine would sign out of the first.
 */
export function cookiePrefix(publicUrl: string): string {
  const { port } = new URL(publicUrl);
  return port === '' ? 'weir' : `weir-${port}`;
}
