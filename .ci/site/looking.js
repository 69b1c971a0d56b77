// What a pair of eyes would see at once on a page: text that is cut off, lies over other text or leaves the page,
// and where the keyboard is. Playwright puts it into each page before anything else.
{
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const told = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  // For screen readers alone: a pixel that is clipped away.
  const forEarsOnly = (element) => {
    for (let it = element; it; it = it.parentElement) if (getComputedStyle(it).clipPath !== "none") return true;
    return false;
  };
  const scrolls = (element) => element.closest(".sections, .table-scroll");

  const texts = () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      const element = node.parentElement;
      if (!node.data.trim() || !shown(element) || element.closest(".skip, option") || forEarsOnly(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const { left, right, top, bottom } of range.getClientRects()) {
        // A line's box is taller than its letters, and boxes of tight headlines touch.
        const quarter = (bottom - top) / 4;
        found.push({ node, element, left, right, top: top + quarter, bottom: bottom - quarter });
      }
    }
    return found.sort((one, other) => one.top - other.top);
  };

  const overlaps = () => {
    const found = new Set();
    const all = texts();
    all.forEach((one, index) => {
      for (let next = index + 1; next < all.length && all[next].top < one.bottom - 1; next += 1) {
        const other = all[next];
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        if (across < 2 || one.node === other.node || (scrolls(one.element) && scrolls(other.element))) continue;
        found.add(`“${one.node.data.trim().slice(0, 40)}” lies over “${other.node.data.trim().slice(0, 40)}”`);
      }
    });
    return [...found];
  };

  const cutOff = () =>
    [...document.body.querySelectorAll("*")]
      .filter((element) => {
        const { overflowX, overflowY } = getComputedStyle(element);
        const wide = element.scrollWidth > element.clientWidth + 2 && /hidden|clip/.test(overflowX);
        const tall = element.scrollHeight > element.clientHeight + 2 && /hidden|clip/.test(overflowY);
        return (wide || tall) && element.innerText?.trim() && shown(element) && !forEarsOnly(element);
      })
      .map((element) => `cut off: ${told(element)}`);

  const beyond = () => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const widest = [...document.body.querySelectorAll("*")]
      .filter((element) => shown(element) && !scrolls(element) && element.getBoundingClientRect().right > clientWidth + 1)
      .map(told);
    return [`the page is ${scrollWidth} px wide: ${widest.at(-1) ?? "?"}`];
  };

  let stops = [];
  const OPERABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0'], iframe, video[controls]";
  const outlined = (element) => {
    for (let it = element; it && it !== document.body; it = it.parentElement) {
      const { outlineStyle, outlineWidth } = getComputedStyle(it);
      if (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) return true;
    }
    return false;
  };
  const onScreen = (element) => {
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  };

  window.looking = {
    losses: () => [...beyond(), ...cutOff(), ...overlaps()],
    stops: () => {
      stops = [...document.querySelectorAll(OPERABLE)].filter((it) => !it.disabled && shown(it));
      return stops.map(told);
    },
    here: () => {
      const element = document.activeElement;
      const end = !element || element === document.body || element === document.documentElement;
      return end
        ? { end }
        : { end, number: stops.indexOf(element), what: told(element), seen: onScreen(element) && outlined(element) };
    },
  };
}
