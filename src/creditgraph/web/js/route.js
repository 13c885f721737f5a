/**
 * The address holds the whole state of a view: `#/entity/ID?as_of=…&known_at=…&lang=en&source=8:7`. Opened again, or by
 * somebody else, it shows the same.
 *
 * `lang` is left out for Chinese. `known_at` pins the archive's knowledge (`tx:8`). `source` is the source row shown on
 * top of the view. These, and `as_of`, go along from view to view, but for `source`.
 */

const KEPT = ['as_of', 'known_at', 'lang'];

/** The address as {view, id, params}; `params` is a URLSearchParams. */
export function parse(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [view, ...rest] = path.split('/');
  return { view: view || 'search', id: decoded(rest.join('/')), params: new URLSearchParams(query) };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a view. `values` are parameters; a list repeats its name; null, '' and [] are left out. */
export function address(view, id, values = {}) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const one of [value].flat()) {
      if (one !== null && one !== undefined && one !== '') params.append(name, String(one));
    }
  }
  const query = params.toString();
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ''}${query ? `?${query}` : ''}`;
}

/** The address of another view, under the same day, knowledge and language as this route. */
export function onward(route, view, id, values = {}) {
  return address(view, id, { ...carried(route), ...values });
}

/** The parameters of a route that go along to other views. */
export function carried(route) {
  return Object.fromEntries(KEPT.filter((name) => route.params.has(name)).map((name) => [name, route.params.get(name)]));
}

/** The same view with some parameters changed. */
export function changed(route, values) {
  return address(route.view, route.id, { ...everything(route), ...values });
}

function everything(route) {
  return Object.fromEntries([...new Set(route.params.keys())].map((name) => [name, route.params.getAll(name)]));
}

/** The view without what lies on top of it: equal texts need no drawing anew. */
export const beneath = (route) => changed(route, { source: null });
