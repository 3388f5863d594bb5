// Writes the comment of a pull request, or updates the one that is there.
//
// One comment for each key: it begins with a marker that is not rendered, and belongs to the author of earlier runs. A pull request
// that needs no attention gets none, but one that is there is rewritten. Where the token may not, that is said and no error.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Refused, all, call, notice, repository, script } from './api.mjs';

// GitHub takes 65,536 characters; the report keeps below it.
const MOST = 65_000;

// A comment of HTML ends at `-->`, and a key may hold anything.
export function marker(key) {
  return `<!-- order-contracts comment: ${encodeURIComponent(key).replaceAll('-', '%2D')} -->`;
}

export async function comment({ pullRequest, key, author, text, isWanted }) {
  if (!/^[1-9]\d*$/.test(String(pullRequest))) throw new Error('the number of the pull request is none');
  const path = `/repos/${repository()}/issues`;
  const mark = marker(key);
  let body = `${mark}\n${text.trimEnd()}\n`;
  if (body.length > MOST) {
    const cut = body.slice(0, MOST);
    const heading = Math.max(cut.lastIndexOf('\n### '), cut.lastIndexOf('\n<details>'), mark.length);
    body = `${cut.slice(0, heading)}\n\nThe rest is left out: a comment has only so much room.\n`;
  }
  let known;
  for await (const other of all(`${path}/${pullRequest}/comments`)) {
    if (other.user?.login === author && other.body?.startsWith(mark)) {
      known = other;
      break;
    }
  }
  if (known === undefined) {
    if (!isWanted) return 'nothing to comment on';
    await call('POST', `${path}/${pullRequest}/comments`, { body });
    return 'commented';
  }
  if (known.body === body) return 'the comment is up to date';
  await call('PATCH', `${path}/comments/${known.id}`, { body });
  return 'updated the comment';
}

export async function run(settings) {
  try {
    console.log(await comment(settings));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    notice(`no comment, since the token may not: ${error.message}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await script(() =>
    run({
      pullRequest: process.env.PULL_REQUEST,
      key: process.env.COMMENT_KEY || `${process.env.GITHUB_WORKFLOW} ${process.env.GITHUB_JOB}`,
      author: process.env.COMMENT_AUTHOR,
      text: readFileSync(process.env.COMMENT, 'utf8'),
      isWanted: process.env.COMMENT_WANTED === 'true',
    }),
  );
}
