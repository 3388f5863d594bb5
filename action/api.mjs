// GitHub's REST API, as far as these scripts use it.

const WAIT = 30_000;

// Statuses that say that the token may not, or not now: a fork's pull request has a token that only reads.
const REFUSED = new Set([401, 403, 404, 429]);

export class Refused extends Error {}

// Calls `path`; the JSON that was answered. Throws `Refused` where the token may not.
export async function call(method, path, body) {
  const response = await send(method, path, body);
  if (REFUSED.has(response.status)) throw new Refused(`${method} ${path}: ${response.status}`);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response.status === 204 ? null : response.json();
}

// The response itself.
export async function send(method, path, body) {
  const base = process.env.GITHUB_API_URL ?? 'https://api.github.com';
  const options = {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${process.env.GITHUB_TOKEN}`,
      'user-agent': 'order-contracts',
      'x-github-api-version': '2022-11-28',
    },
    signal: AbortSignal.timeout(WAIT),
  };
  if (body !== undefined) {
    options.headers['content-type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  return fetch(`${base}${path}`, options);
}

// All items of a list, page by page, up to `most` pages.
export async function* all(path, most = 100) {
  const separator = path.includes('?') ? '&' : '?';
  for (let page = 1; page <= most; page += 1) {
    const items = await call('GET', `${path}${separator}per_page=100&page=${page}`);
    yield* items;
    if (items.length < 100) return;
  }
}

// `owner/name`, or an error: it becomes part of paths.
export function repository() {
  const name = process.env.GITHUB_REPOSITORY ?? '';
  if (!/^[\w.-]+\/[\w.-]+$/.test(name)) throw new Error('GITHUB_REPOSITORY is no repository');
  return name;
}

// A line of the log, as a workflow command of one line: what is in it may come from others.
export function notice(text) {
  console.log(`::notice::${escaped(text)}`);
}

// Runs a script: what goes wrong is one line of the log, and the exit code is 1.
export async function script(main) {
  try {
    await main();
  } catch (error) {
    console.log(`::error::${escaped(error instanceof Error ? error.message : error)}`);
    process.exitCode = 1;
  }
}

function escaped(text) {
  return String(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
