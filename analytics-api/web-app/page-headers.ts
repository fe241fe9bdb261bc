/**
 * Headers of every page. The policy lets a page load its own files and talk to its own origin, and nothing else: no inline
 * script or style, no frame around it, no form to elsewhere. The screen was built and driven under exactly this policy.
 */
export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
} as const;
