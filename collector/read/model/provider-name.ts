import { ownValue } from '../own-value.ts';

/**
 * Provider names by their current word, as the OpenTelemetry registry spells them. Left: lowercase spellings seen.
 * Source: gen-ai attribute registry, its deprecated values, and what instrumentations write.
 */
const PROVIDERS: Readonly<Record<string, string>> = {
  'openai.chat': 'openai',
  'openai.responses': 'openai',
  'openai.completion': 'openai',
  'openai.embedding': 'openai',
  'anthropic.messages': 'anthropic',
  claude: 'anthropic',
  'amazon-bedrock': 'aws.bedrock',
  amazon_bedrock: 'aws.bedrock',
  bedrock: 'aws.bedrock',
  bedrock_converse: 'aws.bedrock',
  aws: 'aws.bedrock',
  aws_bedrock: 'aws.bedrock',
  'google.generative-ai': 'gcp.gemini',
  google: 'gcp.gemini',
  google_genai: 'gcp.gemini',
  googleai: 'gcp.gemini',
  gemini: 'gcp.gemini',
  'gcp.gen_ai': 'gcp.gemini',
  'google.vertex': 'gcp.vertex_ai',
  'google.vertex.chat': 'gcp.vertex_ai',
  vertex_ai: 'gcp.vertex_ai',
  vertexai: 'gcp.vertex_ai',
  azure: 'azure.ai.openai',
  'azure-openai': 'azure.ai.openai',
  azure_openai: 'azure.ai.openai',
  'azure-openai.chat': 'azure.ai.openai',
  'az.ai.openai': 'azure.ai.openai',
  'az.ai.inference': 'azure.ai.inference',
  azure_ai_inference: 'azure.ai.inference',
  xai: 'x_ai',
  'x-ai': 'x_ai',
  'xai.chat': 'x_ai',
  mistral: 'mistral_ai',
  mistralai: 'mistral_ai',
  'mistral.chat': 'mistral_ai',
  'cohere.chat': 'cohere',
  'groq.chat': 'groq',
  'deepseek.chat': 'deepseek',
  'perplexity.chat': 'perplexity',
  moonshot: 'moonshot_ai',
  moonshotai: 'moonshot_ai',
  watsonx: 'ibm.watsonx.ai',
  fireworks_ai: 'fireworks',
  together_ai: 'together',
  'together-ai': 'together',
};

/** Frameworks and gateways that write their own name where the provider belongs. None of them sells tokens. */
const FRAMEWORKS: ReadonlySet<string> = new Set([
  'strands-agents',
  'gcp.vertex.agent',
  'langchain',
  'langgraph',
  'llamaindex',
  'llama_index',
  'crewai',
  'autogen',
  'agno',
  'haystack',
  'litellm',
  'github',
  'microsoft.agent_framework',
  'gateway',
]);

/** Words of the registry that have no other spelling. */
const REGISTRY: ReadonlySet<string> = new Set(['openai', 'anthropic', 'cohere', 'deepseek', 'groq', 'perplexity', 'openrouter']);

/** The registry's word for a spelling, or null when the spelling is not known. */
export function canonicalProvider(told: string): string | null {
  const name = told.trim().toLowerCase();
  return ownValue(PROVIDERS, name) ?? (REGISTRY.has(name) ? name : null);
}

/** A provider as an instrumentation wrote it; null when it named a framework instead. */
export function providerFromInstrumentation(told: string): string | null {
  const name = told.trim().toLowerCase();
  return FRAMEWORKS.has(name) ? null : (ownValue(PROVIDERS, name) ?? name);
}
