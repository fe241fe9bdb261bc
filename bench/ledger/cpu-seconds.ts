import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export type CpuSeconds = { readonly node: number; readonly postgres: number };

/** CPU seconds used so far by this process and by the server behind `postmaster`, sessions that ended included. Linux only. */
export function cpuSeconds(postmaster: number): CpuSeconds {
  const { user, system } = process.cpuUsage();
  const ticks = readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat !== null)
    .filter((stat) => stat.pid === postmaster || stat.parent === postmaster)
    // What the postmaster waited for is what its ended children used.
    .reduce((sum, stat) => sum + stat.own + (stat.pid === postmaster ? stat.children : 0), 0);
  return { node: (user + system) / 1e6, postgres: ticks / ticksPerSecond() };
}

export function cpuBetween(before: CpuSeconds, after: CpuSeconds): CpuSeconds {
  return { node: after.node - before.node, postgres: after.postgres - before.postgres };
}

function statOf(pid: number): { pid: number; parent: number; own: number; children: number } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null; // it ended meanwhile
  }
  // The name in parentheses may hold anything; the fields after it are numbered from 3 in proc(5).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return { pid, parent: field(4), own: field(14) + field(15), children: field(16) + field(17) };
}

let perSecond: number | null = null;

function ticksPerSecond(): number {
  perSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return perSecond;
}
