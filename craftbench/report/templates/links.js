// A link opens what it points into; printing opens everything.
(() => {
  const open = (element) => {
    // The outermost first, each laid out before the next: Chromium may leave one hidden otherwise.
    const around = [];
    for (let one = element; one; one = one.parentElement) if (one.tagName === "DETAILS") around.unshift(one);
    for (const one of around) {
      one.open = true;
      one.getBoundingClientRect();
    }
    const own = element.querySelector(":scope > details.part");
    if (own) own.open = true;
  };
  const reveal = () => {
    let name;
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = name && document.getElementById(name);
    if (!target) return;
    open(target);
    requestAnimationFrame(() => target.scrollIntoView());
  };
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) reveal();
  });
  reveal();
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
    closed = [];
  });
})();
