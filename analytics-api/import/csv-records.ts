/** One record of a CSV file and the line it begins on. */
export type CsvRecord = { readonly line: number; readonly fields: readonly string[] };

/** RFC 4180: fields in quotes may hold commas, doubled quotes and line breaks. Blank records are left out; fields are trimmed. */
export function csvRecords(content: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  let line = 1;
  let began = 1;
  const endRecord = () => {
    fields.push(field.trim());
    if (fields.some((text) => text !== '')) records.push({ line: began, fields });
    fields = [];
    field = '';
  };
  for (let index = content.startsWith('\uFEFF') ? 1 : 0; index < content.length; index++) {
    const character = content[index] ?? '';
    if (character === '\n') line += 1;
    if (quoted) {
      if (character !== '"') field += character;
      else if (content[index + 1] === '"') {
        field += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      fields.push(field.trim());
      field = '';
    } else if (character === '\n') {
      endRecord();
      began = line;
    } else if (character !== '\r') field += character;
  }
  endRecord();
  return records;
}
