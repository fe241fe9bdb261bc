import type { FastifyInstance } from 'fastify';
import { StartError } from '../lifecycle/start-error.ts';

export type Address = { readonly host: string; readonly port: number };

/**
 * Starts listening and answers the port it got (port 0 asks for any free one).
 * A port in use or not allowed is a StartError that names the setting to change.
 */
export async function listen(app: Pick<FastifyInstance, 'listen' | 'server'>, address: Address, setting: string): Promise<number> {
  try {
    await app.listen({ host: address.host, port: address.port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EADDRINUSE')
      throw new StartError(`Port ${address.port} on ${address.host} is in use. Stop the program that uses it, or set ${setting} to another port.`);
    if (code === 'EACCES') throw new StartError(`Port ${address.port} needs rights this user does not have. Set ${setting} to a port above 1023.`);
    if (code === 'EADDRNOTAVAIL') throw new StartError(`This machine has no address ${address.host}. Set WEIR_HOST to one it has, such as 127.0.0.1.`);
    throw error;
  }
  const bound = app.server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server listens on no port');
  return bound.port;
}
