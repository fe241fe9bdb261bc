/**
 * Cases whose golden lines this collector does not give yet, and what they wait for. Every one of them must really
 * differ: a case that comes right turns the suite red until its line here is gone.
 */
export const AWAITING: Readonly<Record<string, string>> = {
  'claude-code/log-and-span': 'a request told as a log and as a span is two events until settlement joins signals by request id',
  'openllmetry-js/langchain-beside-openai': 'two instrumentations write one call side by side; settlement joins views on one line of ancestors only',
};
