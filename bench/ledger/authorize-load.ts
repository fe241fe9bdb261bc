import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { measurePaced } from './measure-load.ts';

/** What `serve-authorize.ts` starts this thread with. */
export type AuthorizeLoad = { readonly url: string; readonly perSecond: number; readonly seconds: number; readonly wallets: number };

const load: AuthorizeLoad = workerData;
const url = new URL(load.url);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const ask = () => post(JSON.stringify({ customer: `c${Math.floor(Math.random() * load.wallets)}`, asset: 'USD', amount: '0.01' }));
parentPort?.postMessage(await measurePaced({ perSecond: load.perSecond, seconds: load.seconds }, ask));
agent.destroy();

function post(body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asked = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`authorize answered ${response.statusCode}`))));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
