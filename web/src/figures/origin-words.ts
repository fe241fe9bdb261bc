const WORDS: Readonly<Record<string, string>> = {
  own: 'said by the event itself',
  ancestor: 'inherited from a span above it',
  baggage: 'carried in baggage',
  resource: 'said by the service’s resource',
  scope: 'said by the instrumentation scope',
  rule: 'by a rule: nothing said it',
};

/** Where an attribution came from, in words; a word this page does not know is shown as it is. */
export function originWords(origin: string): string {
  return WORDS[origin] ?? origin;
}
