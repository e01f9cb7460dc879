// The meaning of a word, on hover, on focus and on a tap; the text is that of the glossary.
(() => {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.append(tip);
  let owner = null;
  let leaving = 0;

  const hide = () => { tip.hidden = true; owner = null; };
  const show = (element) => {
    clearTimeout(leaving);
    const meaning = document.getElementById(`term-${element.dataset.term}`);
    if (!meaning) return;
    owner = element;
    element.setAttribute("aria-describedby", meaning.id);
    tip.textContent = meaning.textContent;
    tip.hidden = false;
    const place = element.getBoundingClientRect();
    const left = Math.min(place.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
    const below = place.bottom + tip.offsetHeight + 8 < innerHeight;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${below ? place.bottom + 6 : Math.max(4, place.top - tip.offsetHeight - 6)}px`;
  };
  const leave = () => { clearTimeout(leaving); leaving = setTimeout(hide, 150); };

  for (const abbreviation of document.querySelectorAll("abbr[data-term]")) {
    abbreviation.tabIndex = 0;
    abbreviation.setAttribute("aria-describedby", `term-${abbreviation.dataset.term}`);
  }
  const termOf = (event) => event.target.closest?.("[data-term]");
  document.addEventListener("pointerover", (event) => {
    const element = termOf(event);
    if (element) show(element);
    else if (tip.contains(event.target)) clearTimeout(leaving);
    else if (owner) leave();
  });
  document.addEventListener("focusin", (event) => {
    const element = termOf(event);
    if (element) show(element);
    else hide();
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("scroll", () => { if (owner) hide(); }, { passive: true, capture: true });
})();
