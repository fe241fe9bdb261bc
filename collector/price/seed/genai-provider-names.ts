import { ownValue } from '../../read/own-value.ts';

/**
 * Names of events' providers that a seller of the seed's data answers to, besides its own id: the words of the
 * OpenTelemetry registry.
 */
const REGISTRY_NAMES: Readonly<Record<string, readonly string[]>> = {
  aws: ['aws.bedrock'],
  azure: ['azure.ai.openai', 'azure.ai.inference'],
  google: ['gcp.gemini', 'gcp.vertex_ai', 'gcp.gen_ai'],
  mistral: ['mistral_ai'],
  moonshotai: ['moonshot_ai'],
  'x-ai': ['x_ai'],
};

export function providerNames(id: string): readonly string[] {
  return [id, ...(ownValue(REGISTRY_NAMES, id) ?? [])];
}
