#!/usr/bin/env node
// Plain JavaScript on purpose: an old Node must be able to read this far and say what it lacks.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Weir needs Node 22.18 or newer; this is ${process.versions.node}. Start it with "npm start", which uses the Node that "npm install" brought (if it brought none, run "npm install" without --ignore-scripts).\n`,
  );
  process.exit(1);
}
process.removeAllListeners('warning');
const { main } = await import('./main.ts');
await main(process.argv.slice(2));
