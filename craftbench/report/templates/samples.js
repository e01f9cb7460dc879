// A cell of a confusion matrix shows its samples.
for (const section of document.querySelectorAll("section.samples")) {
  const buttons = [...section.querySelectorAll("table.confusion button")];
  const told = section.querySelector(".chosen-cell");
  const shown = section.querySelector(".chosen-samples");

  const choose = (button) => {
    for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    const places = button.dataset.places.split(" ");
    told.textContent = `${button.getAttribute("aria-label")}; ${places.length} shown`;
    shown.replaceChildren(...places.map((place) =>
      section.querySelector(`template[data-place="${place}"]`).content.cloneNode(true)));
  };

  for (const button of buttons) button.addEventListener("click", () => choose(button));

  // The most frequent error is shown once the section comes into view.
  const first = buttons.find((button) => "first" in button.dataset);
  if (first) {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      if (!shown.childElementCount) choose(first);
    });
    observer.observe(section);
  }
}
