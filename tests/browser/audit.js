// What a page must not have; each function returns what it found. An expression: tests evaluate it and call one.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (selector) => all(selector).filter((one) => one.checkVisibility());

  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, under) => {
    const mix = (part) => top[part] * top.a + under[part] * (1 - top.a);
    return { r: mix('r'), g: mix('g'), b: mix('b'), a: 1 };
  };
  const linear = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = ({ r, g, b }) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = (element) => {
    const stack = [];
    for (let one = element; one; one = one.parentElement) stack.push(parse(getComputedStyle(one).backgroundColor));
    return stack.reduceRight((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
  };
  const contrast = (element) => {
    const under = ground(element);
    const lights = [light(over(parse(getComputedStyle(element).color), under)), light(under)].sort((a, b) => b - a);
    return (lights[0] + 0.05) / (lights[1] + 0.05);
  };
  const bearsText = (one) => [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const isNamed = (one) => [...(one.labels ?? [])].some((label) => label.innerText.trim())
    || one.getAttribute('aria-label') || one.innerText?.trim();
  const references = ['aria-labelledby', 'aria-controls', 'aria-describedby', 'for'];
  const told = (one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 30)}`;

  return {
    nameless: () => shown('input, select, button, a[href], textarea').filter((one) => !isNamed(one)).map(told),
    repeatedIds: () => all('[id]').map((one) => one.id).filter((id, place, ids) => ids.indexOf(id) !== place),
    brokenReferences: () => all('*').flatMap((one) => references.map((name) => one.getAttribute(name)))
      .filter((id) => id && !document.getElementById(id)),
    headlessTables: () => all('table').filter((one) => !one.querySelector('th')).map(told),
    forcedOrder: () => all('[tabindex]').filter((one) => one.tabIndex > 0).map(told),
    headings: () => shown('h1, h2, h3, h4, h5').map((one) => Number(one.tagName[1])),
    faint: () => shown('body *').filter((one) => bearsText(one) && !one.closest('.unseen, .skip, [disabled]') && contrast(one) < 4.5)
      .map((one) => `${contrast(one).toFixed(2)} ${told(one)}`),
    beyond: (width) => shown('main *').filter((one) => !one.closest('.unseen')
      && (one.getBoundingClientRect().right > width + 1 || (one.tagName === 'TABLE' && one.scrollWidth > one.clientWidth + 1))).map(told),
    reachable: () => shown('a[href], button, input, summary').length,
    focused: () => {
      const one = document.activeElement;
      return one === document.body ? '' : (one.dataset.seen ??= String(Math.random()));
    },
    placeOf: (name) => {
      const box = document.querySelector('.canvas').getBoundingClientRect();
      const place = window.__graph.nodes().filter((one) => one.data('name') === name).renderedPosition();
      return { x: box.x + place.x, y: box.y + place.y };
    },
    inked: (selector) => {
      const sheet = document.querySelector(selector);
      return sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height).data.some((value) => value > 0);
    },
  };
})()
