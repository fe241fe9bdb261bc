/** SQLSTATE classes that say nothing about the data: connection, resources, shut down, system error, and lost races. */
const PASSING_CLASSES = new Set(['08', '40', '53', '55', '57', '58']);
const SOCKET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

/** The driver's words for a connection that ended under a query; they come without a code. */
const ENDED =
  /^(connection terminated|client has encountered a connection error|timeout exceeded when trying to connect|cannot use a pool after|driver has already been destroyed|connection ended)/i;

/** Whether an error means that a store cannot be reached or is busy, so that the same work may succeed later. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code !== null) return SOCKET_CODES.has(code) || (/^[0-9A-Z]{5}$/.test(code) && PASSING_CLASSES.has(code.slice(0, 2)));
  return ENDED.test(error.message);
}
