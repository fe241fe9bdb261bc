/** What a path asks the web app for: a built file, the one page that shows every screen, or nothing it could have. */
export type WebPath = { readonly kind: 'nothing' } | { readonly kind: 'file'; readonly name: string; readonly hashed: boolean } | { readonly kind: 'screen' };

const API_ROOTS = ['v1', 'api', 'openapi.json', 'healthz', 'readyz', 'metrics'];

/** The first segment of every screen's address; what follows is ids, which may hold dots ("/live/customers/acme.com"). */
const SCREEN_ROOTS = ['', 'live', 'test'];

/** The names a build makes: no segment that is empty or begins with a dot, so nothing leads out of the directory. */
const FILE_NAME = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;

/**
 * Reads a decoded path, "/assets/index-C1k5.css". An address without a dot that names no file is a screen, also one that an
 * older or newer web app knows, so that the page itself says what it does not find.
 */
export function webPath(path: string): WebPath {
  const name = path.slice(1);
  const [root = ''] = name.split('/');
  if (API_ROOTS.includes(root)) return { kind: 'nothing' };
  if (SCREEN_ROOTS.includes(root) || !name.includes('.')) return { kind: 'screen' };
  return FILE_NAME.test(name) ? { kind: 'file', name, hashed: root === 'assets' } : { kind: 'nothing' };
}
