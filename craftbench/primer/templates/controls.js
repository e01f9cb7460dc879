/* Controls that the panels share: elements by id, sliders, menus, tables, and the chosen sample. */
const controls = (() => {
  const element = (id) => document.getElementById(id);
  const number = (id) => Number(element(id).value);
  const minus = (text) => text.replace("-", "−");
  const shown = (value, digits = 3) => minus((Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value).toFixed(digits));
  const count = (value) => value.toLocaleString("en");

  /* Set the ends of a slider; its value stays where it can. */
  function limit(id, low, high) {
    const slider = element(id);
    slider.min = low;
    slider.max = Math.max(low, high);
    slider.disabled = high <= low;
    slider.value = Math.min(Math.max(slider.value, low), slider.max);
    label(id);
  }

  function set(id, value) {
    element(id).value = value;
    label(id);
  }

  /* Write the value of a slider beside it. */
  function label(id) {
    const output = element(`${id}-value`);
    if (output) output.textContent = element(id).value;
  }

  function options(id, entries, chosen) {
    element(id).replaceChildren(...entries.map(([value, text]) => new Option(text, value, false, value === chosen)));
  }

  function onInput(ids, react) {
    for (const id of ids) {
      element(id).addEventListener("input", () => {
        label(id);
        react(id);
      });
    }
  }

  /* Fill the body of a table; a cell is a text or {text, className, node}. */
  function fill(id, rows) {
    element(id).replaceChildren(
      ...rows.map((cells) => {
        const row = document.createElement("tr");
        cells.forEach((cell) => {
          const place = row.insertCell();
          place.className = cell.className ?? "";
          if (cell.node) place.append(cell.node);
          else place.textContent = cell.text ?? cell;
        });
        return row;
      }),
    );
  }

  /* The chosen sample is the same in all panels. */
  const listeners = [];
  function chooseSamples(data) {
    const menus = [...document.querySelectorAll("select.choose-sample")];
    const entries = data.samples.map((one, i) => [String(i), `${one.sample}, class ${one.label}`]);
    for (const menu of menus) {
      options(menu.id, entries, "0");
      menu.addEventListener("input", () => {
        for (const other of menus) other.value = menu.value;
        for (const react of listeners) react(Number(menu.value));
      });
    }
  }
  const onSample = (react) => listeners.push(react);

  /* Lines have the colour of the text, which the theme changes. */
  document.addEventListener("themechange", () => {
    const [menu] = document.querySelectorAll("select.choose-sample");
    for (const react of listeners) react(Number(menu.value));
  });

  return { element, number, shown, count, limit, set, options, onInput, fill, chooseSamples, onSample };
})();
