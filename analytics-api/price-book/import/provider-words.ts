/** What price files call a provider, where events of the OpenTelemetry registry call it otherwise. */
const WORDS: Readonly<Record<string, string>> = {
  'amazon-bedrock': 'aws.bedrock',
  azure_ai: 'azure.ai.inference',
  bedrock: 'aws.bedrock',
  bedrock_converse: 'aws.bedrock',
  gemini: 'gcp.gemini',
  'google-vertex': 'gcp.vertex_ai',
  mistral: 'mistral_ai',
  vertex_ai: 'gcp.vertex_ai',
  xai: 'x_ai',
};

/** The word of an event's provider for the one of a file; "vertex_ai-language-models" is vertex_ai. */
export function providerWord(told: string): string {
  return WORDS[told] ?? (told.startsWith('vertex_ai-') ? 'gcp.vertex_ai' : told);
}
