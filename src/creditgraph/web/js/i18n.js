/** The two languages of the page. Both dictionaries are flat and have the same keys. */

export const LANGUAGES = ['zh', 'en'];
const DOCUMENT_LANGUAGE = { zh: 'zh-CN', en: 'en' };

let words = {};
let current = 'zh';

/** Makes a language the current one. */
export async function speak(language) {
  const answer = await fetch(new URL(`../i18n/${language}.json`, import.meta.url));
  if (!answer.ok) throw new Error(`no dictionary: ${language}`);
  words = await answer.json();
  current = language;
  document.documentElement.lang = DOCUMENT_LANGUAGE[language];
}

export const language = () => current;

/** A text of the page; `{name}` in it is replaced by the parameter of that name. */
export function t(key, parameters = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => parameters[name] ?? whole);
}

/** A value of a closed list as it is read, such as `word('kind', 'branch')`; the value itself where it is unknown. */
export const word = (group, value) => words[`${group}.${value}`] ?? value ?? '';

/** Whether there is a text under this key. */
export const known = (key) => key in words;

/** Puts the texts of the current language into the page's own frame. */
export function translateFrame() {
  for (const element of document.querySelectorAll('[data-i18n]')) element.textContent = t(element.dataset.i18n);
  for (const element of document.querySelectorAll('[data-i18n-label]')) {
    element.setAttribute('aria-label', t(element.dataset.i18nLabel));
  }
}
