/** Dates, moments, shares and other values as a reader writes them. */

import { language, t, word } from './i18n.js';

/** The last day, month or year of a half-open interval: the one before its end, at the end's own precision. */
export function lastDay(end) {
  const [year, month, day] = end.split('-').map(Number);
  if (day) return new Date(Date.UTC(year, month - 1, day - 1)).toISOString().slice(0, 10);
  if (month) return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
  return String(year - 1);
}

/** An interval: its first and its last day; what is open or unknown is said. */
export function interval(start, end) {
  if (!start && !end) return t('dates.unknown');
  if (!end) return t('dates.since', { start });
  return start ? t('dates.span', { start, end: lastDay(end) }) : t('dates.until', { end: lastDay(end) });
}

/** A time in Chinese time, to the minute. */
export function moment(text) {
  if (!text) return '';
  const shown = new Date(text);
  if (Number.isNaN(shown.getTime())) return text;
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Shanghai' }).format(shown);
}

/** Posts, shares and other attributes of a link. */
export function attributes(told) {
  const said = (told ?? []).flatMap((one) => Object.entries(one).flatMap(([name, value]) => {
    if (name === 'share_text') return [`${String(value).replace(/[%％\s]+$/, '')}%`];
    return name.startsWith('share_') ? [] : [[value].flat().join(t('list.comma'))];
  }));
  return [...new Set(said)].join(t('list.comma'));
}

/** A link's type with its attributes: 持股 45%. */
export function relation(link) {
  return [word('link', link.type), attributes(link.attributes)].filter(Boolean).join(' ');
}

/** A whole number with its thousands apart. */
export const count = (number) => new Intl.NumberFormat(language() === 'zh' ? 'zh-CN' : 'en').format(number);

/** The value of a record's field: a word where it is one of a closed list. */
export function fieldValue(name, value) {
  if (name === 'polarity') return word('polarity', value);
  return Array.isArray(value) ? value.join(t('list.comma')) : String(value);
}
