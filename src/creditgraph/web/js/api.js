/**
 * Questions to the archive. Every failure is a Problem, as RFC 9457 has it and in the reader's language, but for a
 * question that was given up.
 */

import { language, t } from './i18n.js';

const BASE = new URL('../api/v1/', import.meta.url);
const PATIENCE = 60_000;

/** What went wrong, for a reader: `code` is stable, `title` says what it means, `remedy` what to do. */
export class Problem extends Error {
  constructor({ status = 0, code = 'unknown', title = code, detail = '', remedy = '', trace_id: trace = null, candidates = [], errors = [] }) {
    super(detail || title);
    Object.assign(this, { status, code, title, detail, remedy, trace, candidates, errors });
  }
}

/** What goes wrong before a server could say so. */
const ownProblem = (code) => new Problem({ code, title: t(`problem.${code}`), remedy: t(`remedy.${code}`) });

/** Whether an error only says that nobody waits for the answer any more. */
export const isAborted = (error) => error.name === 'AbortError';

/** The body of an answer. `query` leaves out what is empty; `body` makes it a POST, that with the same `key` is done once. */
export async function ask(path, { query = {}, body = null, key = null, signal = null } = {}) {
  const url = new URL(path, BASE);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.append(name, value);
  }
  const limit = AbortSignal.timeout(PATIENCE);
  const options = { signal: signal ? AbortSignal.any([signal, limit]) : limit, headers: { 'Accept-Language': language() } };
  if (body !== null) {
    Object.assign(options, { method: 'POST', body: JSON.stringify(body) });
    options.headers['Content-Type'] = 'application/json';
    if (key) options.headers['Idempotency-Key'] = key;
  }
  try {
    const answer = await fetch(url, options);
    return answer.ok ? await answer.json() : refuse(await problemOf(answer));
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (signal?.aborted) throw new DOMException('given up', 'AbortError');
    throw ownProblem(limit.aborted ? 'page_timeout' : 'page_offline');
  }
}

function refuse(problem) {
  throw problem;
}

async function problemOf(answer) {
  const told = await answer.json().catch(() => null);
  return told ? new Problem({ ...told, status: answer.status }) : Object.assign(ownProblem('page_answer'), { status: answer.status });
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
