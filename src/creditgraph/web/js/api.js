/** Questions to the archive. Every failure is a Problem, as RFC 9457 has it, but for a question that was given up. */

const BASE = new URL('../api/v1/', import.meta.url);
const PATIENCE = 60_000;

/** What went wrong, for a reader: `code` is stable, `remedy` says what to do. */
export class Problem extends Error {
  constructor({ status = 0, code = 'unknown', detail = '', remedy = '', trace_id: trace = null, ...rest }) {
    super(detail || rest.title || code);
    Object.assign(this, { status, code, detail, remedy, trace, candidates: rest.candidates ?? [], errors: rest.errors ?? [] });
  }
}

/** Whether an error only says that nobody waits for the answer any more. */
export const isAborted = (error) => error.name === 'AbortError';

/** The body of an answer. `query` leaves out what is empty; `body` makes it a POST. */
export async function ask(path, { query = {}, body = null, signal = null } = {}) {
  const url = new URL(path, BASE);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.append(name, value);
  }
  const limit = AbortSignal.timeout(PATIENCE);
  const options = { signal: signal ? AbortSignal.any([signal, limit]) : limit, headers: { Accept: 'application/json' } };
  if (body !== null) {
    Object.assign(options, { method: 'POST', body: JSON.stringify(body) });
    options.headers['Content-Type'] = 'application/json';
  }
  try {
    const answer = await fetch(url, options);
    return answer.ok ? await answer.json() : refuse(await problemOf(answer));
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (signal?.aborted) throw new DOMException('given up', 'AbortError');
    throw new Problem({ code: limit.aborted ? 'page_timeout' : 'page_offline' });
  }
}

function refuse(problem) {
  throw problem;
}

async function problemOf(answer) {
  const told = await answer.json().catch(() => ({}));
  return new Problem({ code: `http_${answer.status}`, ...told, status: answer.status });
}

/** A path of the API with its parts escaped: `at('entities', id, 'archive')`. */
export const at = (...parts) => parts.map((part) => encodeURIComponent(part)).join('/');

/** The day and the knowledge that a route asks for, as parameters of a question. */
export function frame(route) {
  return { as_of: route.params.get('as_of'), known_at: route.params.get('known_at') };
}

/** The same for the body of a POST, which has no empty values. */
export function framed(route, body) {
  const all = { ...body, ...frame(route) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== undefined && value !== ''));
}
