// Which of the comments in a folder the second workflow would refuse, and why: one line each.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { refused } from '../../../action/inert.mjs';

for (const name of readdirSync(process.argv[2]).sort()) {
  const why = refused(readFileSync(join(process.argv[2], name), 'utf8'));
  if (why !== undefined) console.log(`${name}: ${why}`);
}
