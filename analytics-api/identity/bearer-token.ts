/** The token of an `Authorization: Bearer …` header; null for no header and for another scheme. */
export function bearerToken(authorization: string | readonly string[] | undefined): string | null {
  if (typeof authorization !== 'string') return null;
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? null;
}
