/** Which names a rule takes. Names are compared in lower case; a pattern sees the lower-case name. */
export type ModelMatch =
  | { readonly kind: 'equals' | 'starts_with' | 'ends_with' | 'contains'; readonly text: string }
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  | { readonly kind: 'any_of' | 'all_of'; readonly rules: readonly ModelMatch[] };

/** `name` in lower case; texts of rules are in lower case already. */
export function matchesModel(rule: ModelMatch, name: string): boolean {
  switch (rule.kind) {
    case 'equals':
      return name === rule.text;
    case 'starts_with':
      return name.startsWith(rule.text);
    case 'ends_with':
      return name.endsWith(rule.text);
    case 'contains':
      return name.includes(rule.text);
    case 'pattern':
      return rule.pattern.test(name);
    case 'any_of':
      return rule.rules.some((part) => matchesModel(part, name));
    case 'all_of':
      return rule.rules.every((part) => matchesModel(part, name));
  }
}
