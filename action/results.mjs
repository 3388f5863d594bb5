// Reads the JSON report: the worst verdict, how many changes break, and whether there is something to comment on.
import { appendFileSync, readFileSync } from 'node:fs';
import { script } from './api.mjs';
import { summarized } from './report.mjs';

await script(() => {
  const results = summarized(JSON.parse(readFileSync(process.env.REPORT, 'utf8')));
  const lines = Object.entries(results).map(([name, value]) => `${name}=${value}\n`);
  appendFileSync(process.env.GITHUB_OUTPUT, lines.join(''));
});
