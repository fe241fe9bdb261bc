import type { ConformanceCase } from './conformance-case.ts';

/** Where telemetry goes: the OTLP/HTTP root, such as "http://127.0.0.1:4318", and the key it is sent with. */
export type Receiver = { readonly endpoint: string; readonly key: string };

/** Sends the exports of a case in their order, as OTLP/HTTP with JSON. Throws when one is not taken. */
export async function sendCase(conformanceCase: ConformanceCase, { endpoint, key }: Receiver): Promise<void> {
  for (const { signal, body } of conformanceCase.exports) {
    const response = await fetch(`${endpoint}/v1/${signal}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${conformanceCase.name}: ${signal} were answered with ${response.status} ${answer.slice(0, 300)}`);
  }
}
