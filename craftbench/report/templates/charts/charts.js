// Charts: drawn when they are first seen, drawn again for another theme or width; arms that are
// shown and hidden; files of each chart.
(() => {
  "use strict";
  const CONFIG = JSON.parse(document.getElementById("chart-config").textContent);
  const VARIABLE = /^var\(--([\w-]+)\)$/;
  const NARROW = 460; // below it, legends take the place of names at the ends of lines
  const PANEL = { least: 170, axis: 64, gap: 22 };
  const drawn = new Map(); // element: {view, width, spec}
  const drawing = new WeakMap(); // element: the last drawing, so that two do not cross

  const styleOf = () => getComputedStyle(document.documentElement);

  function inColours(value, style) {
    if (Array.isArray(value)) return value.map((one) => inColours(one, style));
    if (value && typeof value === "object") {
      return Object.fromEntries(
        Object.entries(value).map(([key, own]) => [key, inColours(own, style)]));
    }
    const found = typeof value === "string" && VARIABLE.exec(value);
    return found ? style.getPropertyValue(`--${found[1]}`).trim() || "gray" : value;
  }

  function idOf(element) {
    return `chart-${element.dataset.chart.replace(":", "-")}`;
  }

  function specOf(element) {
    return JSON.parse(document.getElementById(idOf(element)).textContent);
  }

  // Panels get as many columns as fit.
  function fitPanels(spec, width) {
    if (!spec.facet && !spec.concat) return;
    const least = spec.concat ? 280 : PANEL.least;
    const panels = spec.usermeta?.panels ?? 1;
    const fit = Math.floor((width - PANEL.axis) / (least + PANEL.gap));
    const columns = Math.max(1, Math.min(panels, spec.columns ?? panels, fit));
    const ownAxes = spec.concat || spec.resolve?.scale?.y === "independent";
    const axes = ownAxes ? columns : 1;
    const room = (width - axes * PANEL.axis) / columns - PANEL.gap;
    const wide = Math.floor(Math.min(room, panels < 3 && !spec.usermeta?.square ? 480 : 320));
    spec.columns = columns;
    for (const own of spec.concat ?? [spec.spec]) own.width = wide;
    if (spec.usermeta?.square) spec.spec.height = wide;
  }

  function fitLabels(spec, width) {
    if (width >= NARROW || !spec.layer || !spec.usermeta?.legend) return;
    spec.layer = spec.layer.filter((layer) => layer.name !== "end_labels");
    for (const { encoding } of spec.layer) {
      for (const channel of ["color", "shape"]) {
        if (encoding?.[channel]?.legend === null) {
          encoding[channel].legend = { values: spec.usermeta.legend };
        }
      }
    }
  }

  function hiddenArms(dataset) {
    const fieldset = document.querySelector(`fieldset.arms[data-dataset="${CSS.escape(dataset)}"]`);
    if (!fieldset) return null;
    return [...fieldset.querySelectorAll("input:not(:checked)")].map((box) => box.value);
  }

  function hideArms(view, dataset) {
    const hidden = hiddenArms(dataset);
    if (hidden && has(view, "hidden")) view.signal("hidden", hidden);
  }

  function has(view, signal) {
    return signal in view.getState({ signals: () => true, data: () => false }).signals;
  }

  // What the reader has chosen, to keep it when a chart is drawn again.
  function chosen(element) {
    const old = drawn.get(element);
    if (!old) return {};
    const names = (old.spec.params ?? []).filter((one) => one.bind).map((one) => one.name);
    return Object.fromEntries(names.map((name) => [name, old.view.signal(name)]));
  }

  function prepare(element) {
    let canvas = element.querySelector(".chart-canvas");
    if (canvas) return canvas;
    const description = specOf(element).description ?? "";
    element.replaceChildren();
    const controls = document.createElement("form");
    controls.className = "chart-controls";
    controls.addEventListener("submit", (event) => event.preventDefault());
    canvas = document.createElement("div");
    canvas.className = "chart-canvas";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${description} The table holds the same numbers.`);
    canvas.tabIndex = 0;
    element.append(controls, canvas, fileButtons(element));
    return canvas;
  }

  async function draw(element) {
    const canvas = prepare(element);
    const width = element.clientWidth;
    if (!width) return;
    const spec = specOf(element);
    const kept = chosen(element);
    fitPanels(spec, width);
    fitLabels(spec, width);
    CONFIG.legend.columns = Math.max(1, Math.floor(width / 250));
    for (const param of spec.params ?? []) if (param.name in kept) param.value = kept[param.name];
    const style = styleOf();
    const controls = element.querySelector(".chart-controls");
    controls.replaceChildren();
    const { view } = await vegaEmbed(canvas, inColours(spec, style), {
      mode: "vega-lite",
      renderer: "svg",
      actions: false,
      logLevel: 1, // errors
      bind: controls,
      config: { ...inColours(CONFIG, style), font: getComputedStyle(element).fontFamily, aria: false },
    });
    drawn.get(element)?.view.finalize();
    drawn.set(element, { view, width, spec });
    hideArms(view, datasetOf(element));
    await view.runAsync();
    // The label of the canvas and the table say what the marks show.
    canvas.querySelector("svg")?.setAttribute("aria-hidden", "true");
    element.dataset.drawn = "true";
  }

  // One after the other for each chart.
  function redraw(element) {
    const next = (drawing.get(element) ?? Promise.resolve())
      .then(() => draw(element))
      .catch((error) => failed(element, error));
    drawing.set(element, next);
    return next;
  }

  function failed(element, error) {
    const text = document.createElement("p");
    text.className = "missing";
    text.textContent = `This chart could not be drawn: ${error.message}`;
    element.replaceChildren(text);
    console.error(element.dataset.chart, error);
  }

  function datasetOf(element) {
    return element.dataset.chart.split(":")[0];
  }

  function fileButtons(element) {
    const place = document.createElement("div");
    place.className = "chart-files";
    for (const [text, save] of [["SVG", saveSvg], ["PNG", savePng], ["Data (CSV)", saveData]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.setAttribute("aria-label", `Download this chart: ${text}`);
      button.addEventListener("click", () => save(element));
      place.append(button);
    }
    return place;
  }

  function save(element, ending, address) {
    const link = document.createElement("a");
    link.href = address;
    link.download = `${element.dataset.chart.replace(":", "_")}.${ending}`;
    link.click();
  }

  function saveBlob(element, ending, content, type) {
    const address = URL.createObjectURL(new Blob([content], { type }));
    save(element, ending, address);
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  async function saveSvg(element) {
    const { view } = drawn.get(element);
    saveBlob(element, "svg", await view.background(groundOf()).toSVG(), "image/svg+xml");
  }

  async function savePng(element) {
    const { view } = drawn.get(element);
    save(element, "png", await view.background(groundOf()).toImageURL("png", 2));
  }

  function groundOf() {
    return styleOf().getPropertyValue("--ground").trim() || "white";
  }

  function saveData(element) {
    saveBlob(element, "csv", specOf(element).data.values, "text/csv");
  }

  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      redraw(target);
    }
  }, { rootMargin: "300px" });

  function watch(root = document) {
    for (const element of root.querySelectorAll(".chart:not([data-watched])")) {
      element.dataset.watched = "true";
      seen.observe(element);
      sized.observe(element);
    }
  }

  let waiting;
  const sized = new ResizeObserver((entries) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      for (const [element, { width }] of drawn) {
        const now = element.clientWidth;
        if (now && Math.abs(now - width) > 1) redraw(element);
      }
    }, 150);
  });

  function recolour() {
    for (const element of drawn.keys()) redraw(element);
  }

  document.addEventListener("change", (event) => {
    const fieldset = event.target.closest?.("fieldset.arms");
    if (!fieldset) return;
    const { dataset } = fieldset.dataset;
    for (const [element, { view }] of drawn) {
      if (datasetOf(element) !== dataset) continue;
      hideArms(view, dataset);
      view.runAsync();
    }
  });
  document.addEventListener("themechange", recolour);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  addEventListener("beforeprint", () => {
    for (const element of document.querySelectorAll(".chart")) {
      if (!drawn.has(element)) redraw(element);
    }
  });
  watch();
  // For parts of the page that are inserted later, and for tests.
  window.craftbenchCharts = { watch, views: drawn };
})();
