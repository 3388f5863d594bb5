// Sends a SARIF log to code scanning. A token that may not is no error: a fork's has no permission.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Refused, call, notice, repository, script } from './api.mjs';

// 10 MB, compressed.
const MOST = 10_000_000;

await script(async () => {
  const packed = gzipSync(readFileSync(process.env.SARIF));
  if (packed.length > MOST) {
    notice('not uploaded to code scanning: the log is larger than 10 MB');
  } else {
    try {
      await call('POST', `/repos/${repository()}/code-scanning/sarifs`, {
        commit_sha: process.env.GITHUB_SHA,
        ref: process.env.GITHUB_REF,
        sarif: packed.toString('base64'),
        tool_name: 'order-contracts',
      });
      console.log('uploaded to code scanning');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      notice(`not uploaded to code scanning, since the token may not: ${error.message}`);
    }
  }
});
