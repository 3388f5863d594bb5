// Comments for the workflow of a pull request that had no permission to: downloads its report, checks size and form, finds the pull
// request by its head commit, and comments. Everything in the report is a stranger's, the workflow that made it too.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { all, call, notice, repository, script, send } from './api.mjs';
import { run } from './comment.mjs';
import { refused } from './inert.mjs';
import { summarized } from './report.mjs';

const MOST_PACKED = 4_000_000;
const MOST_COMMENT = 65_000;
const MOST_REPORT = 32_000_000;

function wanted(name, pattern) {
  const value = process.env[name] ?? '';
  if (!pattern.test(value)) throw new Error(`${name} has not the form that was expected`);
  return value;
}

// The pull request whose head is this commit: the event of a fork names none, and a report could name any.
async function pullRequest(sha) {
  const isOurs = (pull) => pull.head?.sha === sha && pull.state === 'open' && pull.base?.repo?.full_name === repository();
  const [owner, branch] = [process.env.HEAD_OWNER ?? '', process.env.HEAD_BRANCH ?? ''];
  if (owner !== '' && branch !== '') {
    const head = encodeURIComponent(`${owner}:${branch}`);
    for await (const pull of all(`/repos/${repository()}/pulls?state=open&head=${head}`, 3)) {
      if (isOurs(pull)) return pull.number;
    }
  }
  for await (const pull of all(`/repos/${repository()}/commits/${sha}/pulls`, 3)) {
    if (isOurs(pull)) return pull.number;
  }
  return undefined;
}

// The archive of the artifact, which is refused if it is large.
async function archive(runId, name) {
  const { artifacts } = await call('GET', `/repos/${repository()}/actions/runs/${runId}/artifacts?name=${encodeURIComponent(name)}`);
  const found = artifacts.filter((artifact) => artifact.name === name && artifact.expired === false);
  if (found.length === 0) return undefined;
  if (found.length > 1) throw new Error('the run has several reports');
  if (found[0].size_in_bytes > MOST_PACKED) throw new Error('the report is too large');
  const response = await send('GET', `/repos/${repository()}/actions/artifacts/${Number(found[0].id)}/zip`);
  if (!response.ok) throw new Error(`the report could not be downloaded: ${response.status}`);
  const chunks = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > MOST_PACKED) throw new Error('the report is larger than was said');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

// One file of the archive, which is not unpacked to a folder: it may have any names.
function file(zip, name, most) {
  // `unzip` may wait for ever when it is asked to end while it is about to.
  const options = { maxBuffer: most, killSignal: 'SIGKILL', timeout: 60_000 };
  const bytes = execFileSync('unzip', ['-p', zip, name], options);
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

await script(async () => {
  const runId = wanted('RUN_ID', /^\d+$/);
  const sha = wanted('HEAD_SHA', /^[0-9a-f]{40}$/);
  const zip = await archive(runId, wanted('ARTIFACT', /^[\w.-]+$/));
  const number = zip === undefined ? undefined : await pullRequest(sha);
  if (zip === undefined) {
    notice('the run has no report: nothing to comment on');
  } else if (number === undefined) {
    notice('no open pull request has this commit as its head: nothing to comment on');
  } else {
    const folder = mkdtempSync(join(process.env.RUNNER_TEMP ?? tmpdir(), 'order-contracts-'));
    try {
      const path = join(folder, 'report.zip');
      writeFileSync(path, zip);
      const text = file(path, 'comment.md', MOST_COMMENT);
      const results = summarized(JSON.parse(file(path, 'report.json', MOST_REPORT)));
      const why = refused(text);
      if (why !== undefined) throw new Error(`the comment is not one of this program: it has ${why}`);
      await run({
        pullRequest: number,
        key: process.env.COMMENT_KEY ?? '',
        author: process.env.COMMENT_AUTHOR,
        text,
        isWanted: results.attention,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
});
