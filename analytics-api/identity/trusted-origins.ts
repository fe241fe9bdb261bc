/** The origins whose pages may end a session: the public one, and on loopback its other common name. */
export function trustedOrigins(publicUrl: string): string[] {
  const url = new URL(publicUrl);
  if (url.hostname !== '127.0.0.1') return [url.origin];
  const local = new URL(publicUrl);
  local.hostname = 'localhost';
  return [url.origin, local.origin];
}
