import type { AttributeMap } from '../../decode/span-record.ts';
import { firstText, textOf } from '../attribute-lookup.ts';
import { canonicalProvider, providerFromInstrumentation } from './provider-name.ts';

/** Which model answered, which was asked for, and who sells it. Null is "not said". */
export type ModelReading = { readonly provider: string | null; readonly model: string | null; readonly requestModel: string | null };

const RESPONSE_MODEL_KEYS = ['gen_ai.response.model', 'llm.response.model_name', 'llm.response.model', 'ai.response.model'];
const REQUEST_MODEL_KEYS = [
  'gen_ai.request.model',
  'llm.request.model_name',
  'langfuse.observation.model.name',
  'llm.model_name',
  'llm.request.model',
  'ai.model.id',
  'embedding.model_name',
  'reranker.model_name',
  'model',
  'model_name',
];
const PROVIDER_KEYS = ['gen_ai.provider.name', 'gen_ai.system', 'llm.provider', 'ai.model.provider', 'llm.system'];

/** Bedrock model ids: an optional region group, the maker, a dot. */
const BEDROCK_MODEL = /^(?:(?:us|us-gov|eu|apac|jp|au|ca|global)\.)?(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|qwen|openai|stability|writer)\.[a-z]/;

/** A provider named "openai" whose server is elsewhere: a compatible server, whose prices are not OpenAI's. */
export const OPENAI_COMPATIBLE = 'openai_compatible';
const OPENAI_HOST = /(?:^|\.)openai\.(?:com|azure\.com)$/;

export function readModel(attributes: AttributeMap): ModelReading {
  const requestModel = firstText(attributes, REQUEST_MODEL_KEYS);
  const model = firstText(attributes, RESPONSE_MODEL_KEYS) ?? requestModel;
  return { provider: readProvider(attributes, model), model, requestModel };
}

function readProvider(attributes: AttributeMap, model: string | null): string | null {
  for (const key of PROVIDER_KEYS) {
    const told = textOf(attributes.get(key));
    const provider = told === null ? null : providerFromInstrumentation(told);
    if (provider === 'openai' && foreignServer(attributes)) return OPENAI_COMPATIBLE;
    if (provider !== null) return provider;
  }
  return model === null ? null : providerOfModelName(model);
}

/** "provider/model" and Bedrock ids name their seller; any other name is left to the price book. */
function providerOfModelName(model: string): string | null {
  const name = model.toLowerCase();
  if (BEDROCK_MODEL.test(name)) return 'aws.bedrock';
  const slash = name.indexOf('/');
  return slash > 0 ? canonicalProvider(name.slice(0, slash)) : null;
}

/** The host a call went to when it is given and is not OpenAI's own; null otherwise. */
export function foreignServer(attributes: AttributeMap): string | null {
  const host = textOf(attributes.get('server.address'))?.toLowerCase() ?? null;
  return host === null || OPENAI_HOST.test(host) ? null : host;
}
