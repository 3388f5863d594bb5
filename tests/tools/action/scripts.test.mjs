// The scripts of the action against a fake of GitHub: `node --test tests/tools/action/`.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { marker } from '../../../action/comment.mjs';
import { refused } from '../../../action/inert.mjs';
import { summarized } from '../../../action/report.mjs';
import { fake } from './github.mjs';

const scripts = fileURLToPath(new URL('../../../action/', import.meta.url));
const SHA = 'a'.repeat(40);

// Runs a script as a step does: its exit code and what it printed.
function run(script, server, env) {
  const all = { PATH: process.env.PATH, GITHUB_API_URL: server.url, GITHUB_TOKEN: 'secret', GITHUB_REPOSITORY: 'o/r', ...env };
  const child = spawn(process.execPath, [join(scripts, script)], { env: all });
  let out = '';
  child.stdout.on('data', (data) => (out += data));
  child.stderr.on('data', (data) => (out += data));
  return new Promise((done) => child.on('close', (code) => done({ code, out })));
}

function written(text) {
  const path = join(mkdtempSync(join(tmpdir(), 'order-contracts-')), 'comment.md');
  writeFileSync(path, text);
  return path;
}

const comment = (server, text, env = {}) =>
  run('comment.mjs', server, {
    PULL_REQUEST: '7',
    COMMENT: written(text),
    COMMENT_KEY: 'ci check',
    COMMENT_AUTHOR: 'github-actions[bot]',
    COMMENT_WANTED: 'true',
    ...env,
  });

test('one comment is written, and updated in place', async () => {
  const server = await fake();
  assert.equal((await comment(server, 'first')).out, 'commented\n');
  assert.equal((await comment(server, 'second')).out, 'updated the comment\n');
  assert.equal((await comment(server, 'second')).out, 'the comment is up to date\n');
  assert.equal((await comment(server, 'other job', { COMMENT_KEY: 'nightly' })).out, 'commented\n');
  assert.deepEqual(
    server.state.comments.map((one) => one.body),
    [`${marker('ci check')}\nsecond\n`, `${marker('nightly')}\nother job\n`],
  );
  server.close();
});

test('a clean pull request gets no comment, and an old one is rewritten', async () => {
  const server = await fake();
  assert.equal((await comment(server, 'clean', { COMMENT_WANTED: 'false' })).out, 'nothing to comment on\n');
  await comment(server, 'broken');
  assert.equal((await comment(server, 'clean', { COMMENT_WANTED: 'false' })).out, 'updated the comment\n');
  assert.deepEqual(server.state.comments.map((one) => one.body), [`${marker('ci check')}\nclean\n`]);
  server.close();
});

test('comments of others are left alone, on whatever page ours is', async () => {
  const others = Array.from({ length: 250 }, (_, id) => ({ id, issue: 7, user: { login: 'mallory' }, body: `${marker('ci check')}\nmine\n` }));
  const ours = { id: 900, issue: 7, user: { login: 'github-actions[bot]' }, body: `${marker('ci check')}\nold\n` };
  const server = await fake({ comments: [...others, ours] });
  assert.equal((await comment(server, 'new')).out, 'updated the comment\n');
  assert.equal(server.state.comments.filter((one) => one.body.endsWith('new\n')).length, 1);
  assert.equal(server.state.comments.at(-1).body, `${marker('ci check')}\nnew\n`);
  server.close();
});

test('a token that may not is a notice, and a server that fails is an error of one line', async () => {
  const server = await fake({ refuse: (method) => (method === 'POST' ? 403 : undefined) });
  const { code, out } = await comment(server, 'text');
  assert.equal(code, 0);
  assert.match(out, /^::notice::no comment, since the token may not: POST [^\n]*: 403\n$/);
  server.state.refuse = () => 500;
  const failed = await comment(server, 'text');
  assert.equal(failed.code, 1);
  assert.match(failed.out, /^::error::GET [^\n]*: 500\n$/);
  server.close();
});

test('a comment keeps below the limit, and its marker is no more than a comment', async () => {
  const server = await fake();
  await comment(server, `### first\n${'a'.repeat(60_000)}\n### second\n${'b'.repeat(60_000)}`);
  const [{ body }] = server.state.comments;
  assert.ok(body.length <= 65_536 && body.endsWith('The rest is left out: a comment has only so much room.\n'));
  assert.ok(!body.includes('second'));
  assert.equal(marker('--><b>@all'), '<!-- order-contracts comment: %2D%2D%3E%3Cb%3E%40all -->');
  server.close();
});

test('results are the worst of all contracts', () => {
  const change = (verdict, waiver = null) => ({ verdict, waiver });
  const diff = (verdict, ...changes) => ({ verdict, changes });
  assert.deepEqual(summarized(diff('compatible')), { verdict: 'compatible', breaking: 0, attention: false });
  const all = { contracts: [{ diff: diff('docs', change('docs')) }, { diff: diff('breaking', change('breaking'), change('breaking', 'agreed')) }, { diff: null }] };
  assert.deepEqual(summarized(all), { verdict: 'breaking', breaking: 1, attention: true });
  assert.deepEqual(summarized(diff('docs', change('docs'))), { verdict: 'docs', breaking: 0, attention: false });
  assert.throws(() => summarized({ verdict: 'fine', changes: [] }));
});

test('SARIF is sent packed, and a token that may not is no error', async () => {
  const server = await fake();
  const env = { SARIF: written('{"version": "2.1.0"}'), GITHUB_SHA: SHA, GITHUB_REF: 'refs/pull/7/merge' };
  assert.equal((await run('upload-sarif.mjs', server, env)).out, 'uploaded to code scanning\n');
  const [sent] = server.state.sarifs;
  assert.deepEqual([sent.commit_sha, sent.ref], [SHA, 'refs/pull/7/merge']);
  assert.equal(gunzipSync(Buffer.from(sent.sarif, 'base64')).toString(), '{"version": "2.1.0"}');
  server.state.refuse = () => 403;
  assert.equal((await run('upload-sarif.mjs', server, env)).code, 0);
  server.close();
});

const REPORT = JSON.stringify({ version: 1, verdict: 'breaking', changes: [{ verdict: 'breaking', waiver: null }] });

// An archive with these files.
function archived(files) {
  const folder = mkdtempSync(join(tmpdir(), 'order-contracts-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  execFileSync('zip', ['-q', 'report.zip', ...Object.keys(files)], { cwd: folder });
  return execFileSync('cat', ['report.zip'], { cwd: folder, maxBuffer: 64_000_000 });
}

function later(server, files, env = {}) {
  const zip = archived(files);
  server.state.artifacts = [{ id: 5, name: 'order-contracts', expired: false, size_in_bytes: zip.length }];
  server.state.archives = { 5: zip };
  return run('comment-later.mjs', server, {
    ARTIFACT: 'order-contracts',
    COMMENT_KEY: 'k',
    COMMENT_AUTHOR: 'github-actions[bot]',
    RUN_ID: '42',
    HEAD_SHA: SHA,
    HEAD_BRANCH: 'main',
    HEAD_OWNER: 'fork',
    ...env,
  });
}

const pull = (number, sha, more = {}) => ({ number, state: 'open', head: { sha, label: 'fork:main' }, base: { repo: { full_name: 'o/r' } }, ...more });

test('the pull request is the one that has the commit as its head', async () => {
  const files = { 'comment.md': '### breaking: `a.yaml` (1 breaking)\n', 'report.json': REPORT };
  const server = await fake({ pulls: [pull(3, 'b'.repeat(40)), pull(4, SHA, { state: 'closed' }), pull(9, SHA)] });
  assert.deepEqual(await later(server, files), { code: 0, out: 'commented\n' });
  assert.equal(server.state.comments[0].issue, 9);
  server.state.pulls = [pull(9, SHA, { head: { sha: SHA, label: 'renamed:main' } })];
  assert.equal((await later(server, { ...files, 'comment.md': '### again\n' })).out, 'updated the comment\n');
  server.state.pulls = [];
  assert.match((await later(server, files)).out, /^::notice::no open pull request/);
  server.close();
});

test('what is large, of another form or not harmless is refused in one line', async () => {
  const server = await fake({ pulls: [pull(9, SHA)] });
  const files = { 'comment.md': 'a\n', 'report.json': REPORT };
  for (const [bad, why] of [
    [{ ...files, 'comment.md': 'hello @everyone\n' }, /a mention/],
    [{ ...files, 'comment.md': 'a'.repeat(70_000) }, /ENOBUFS|maxBuffer/],
    [{ ...files, 'report.json': '{"verdict": \n::error::x' }, /./],
    [{ ...files, 'report.json': '{}' }, /not a report/],
    [{ 'report.json': REPORT }, /./],
  ]) {
    const { code, out } = await later(server, bad);
    assert.equal(code, 1, out);
    const lines = out.trimEnd().split('\n').filter((line) => line.startsWith('::'));
    assert.deepEqual(lines.filter((line) => !line.startsWith('::error::')), []);
    assert.equal(lines.length, 1, out);
    assert.match(out, why);
  }
  server.state.artifacts = [];
  const huge = await later(server, files, {});
  assert.equal(huge.code, 0);
  assert.equal((await later(server, files, { RUN_ID: '42/../1' })).code, 1);
  server.close();
});

test('a comment of this program is harmless, and what looks like one is not', () => {
  const fine = [
    '<!-- order-contracts diff open-api/a.yaml -->',
    '### breaking: `a @all.yaml` (1 breaking)',
    '',
    '| | change | affects | where |',
    '|---|---|---|---|',
    '| **breaking** wire | value: `` a`\\|@b `` | `POST /a` | `a.yaml:1:2` |',
    '',
    '<details><summary>breaking: request-enum-value-removed</summary>',
    '',
    '- fingerprint `0123456789abcdef`',
    '',
    '```http',
    'POST /a <b> @all',
    '~~~',
    '```',
    '',
    '</details>',
    '',
    '> `waiver` note',
  ].join('\n');
  assert.equal(refused(fine), undefined);
  for (const bad of [
    'hello @all',
    '<img src=x>',
    '[a](b)',
    'see https://example.com',
    'www.example.com',
    'fixes #1',
    '| `a | @all [b](c)` |\n| - | - |',
    '> | `a | @all` |\n> | - | - |',
    '- | `a | @all` |\n  | - | - |',
    '\n```mermaid\ngraph\n```',
    'a\u{e0041}b',
    'a'.repeat(5000),
    '`not closed',
    '\\`@all`',
    '```http\n```\n@all',
    '\n```http\n````\n@all\n```',
    'text\n```\n@all\n```',
    '<details><summary>x</summary>\n`@all`',
    '</details>\n`<img src=x>`',
    '~~~\n`\n~~~',
    '| a | b |\n|---|---|\n| `x | @all` | y |',
    'a | b\n---|---\n`x | @all`',
    'a &#64;all',
    'a\u202eb',
    'deadbeefcafe',
    '\n```',
    '<details><summary>@all</summary>\n\n</details>',
    '<!-- order-contracts diff a -->@all',
  ]) {
    assert.notEqual(refused(bad), undefined, bad);
  }
});
