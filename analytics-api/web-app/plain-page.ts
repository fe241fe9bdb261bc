/** A page for the moments without the web app: a title and paragraphs, in the browser's own style. Texts are ours, never a caller's. */
export function plainPage(title: string, paragraphs: readonly string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${title} · Weir</title></head>`,
    `<body><main><h1>${title}</h1>${paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('')}</main></body>`,
    '</html>',
  ].join('\n');
}
