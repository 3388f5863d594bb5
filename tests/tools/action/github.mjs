// A fake of the part of GitHub's REST API that the scripts of the action use: pull requests, comments, artifacts, code scanning.
import { createServer } from 'node:http';

// Starts it; `state` is looked at and changed by tests. `{url, state, close}`.
export async function fake(state = {}) {
  const all = { comments: [], pulls: [], artifacts: [], archives: {}, sarifs: [], calls: [], refuse: () => undefined, author: 'github-actions[bot]', ...state };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://fake');
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks)) : undefined;
    all.calls.push(`${request.method} ${url.pathname}`);
    const answer = (status, value) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(value === undefined ? '' : JSON.stringify(value));
    };
    const refused = all.refuse(request.method, url.pathname);
    if (refused !== undefined) return answer(refused, { message: 'no' });
    if (request.headers.authorization !== 'Bearer secret') return answer(401, { message: 'who?' });
    const page = (items) => {
      const size = Number(url.searchParams.get('per_page') ?? 30);
      const number = Number(url.searchParams.get('page') ?? 1);
      return answer(200, items.slice((number - 1) * size, number * size));
    };
    const path = url.pathname.replace('/repos/o/r', '');
    const route = `${request.method} ${path}`;
    let match;
    if ((match = /^GET \/issues\/(\d+)\/comments$/.exec(route))) {
      return page(all.comments.filter((comment) => comment.issue === Number(match[1])));
    }
    if ((match = /^POST \/issues\/(\d+)\/comments$/.exec(route))) {
      const comment = { id: 1000 + all.comments.length, issue: Number(match[1]), user: { login: all.author }, body: body.body };
      all.comments.push(comment);
      return answer(201, comment);
    }
    if ((match = /^PATCH \/issues\/comments\/(\d+)$/.exec(route))) {
      const comment = all.comments.find((one) => one.id === Number(match[1]));
      comment.body = body.body;
      return answer(200, comment);
    }
    if (route === 'GET /pulls') {
      const head = url.searchParams.get('head');
      return page(all.pulls.filter((pull) => head === null || pull.head.label === head));
    }
    if ((match = /^GET \/commits\/(\w+)\/pulls$/.exec(route))) {
      return page(all.pulls.filter((pull) => pull.head.sha === match[1] && pull.isListed !== false));
    }
    if (/^GET \/actions\/runs\/\d+\/artifacts$/.test(route)) {
      return answer(200, { artifacts: all.artifacts });
    }
    if ((match = /^GET \/actions\/artifacts\/(\d+)\/zip$/.exec(route))) {
      response.writeHead(200, { 'content-type': 'application/zip' });
      return response.end(all.archives[match[1]]);
    }
    if (route === 'POST /code-scanning/sarifs') {
      all.sarifs.push(body);
      return answer(202, { id: '1' });
    }
    return answer(404, { message: route });
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${server.address().port}`, state: all, close: () => server.close() };
}

// By itself, for scripts in other languages: prints its address, and all that it knows when standard input ends.
if (process.argv[2] === '--serve') {
  const server = await fake(JSON.parse(process.argv[3] ?? '{}'));
  console.log(server.url);
  process.stdin.resume();
  process.stdin.on('end', () => {
    const { refuse, archives, ...state } = server.state;
    console.log(JSON.stringify(state));
    process.exit(0);
  });
}
