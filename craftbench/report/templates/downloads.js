// Downloads: tables as CSV, LaTeX and Markdown, pictures as SVG and PNG.
const craftbenchDownloads = (() => {
  const save = (content, type, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const button = (words, about, action) => {
    const one = document.createElement("button");
    one.type = "button";
    one.textContent = words;
    one.setAttribute("aria-label", `Download ${about} as ${words}`);
    one.addEventListener("click", action);
    return one;
  };

  const textOf = (cell) => cell.textContent.trim().replace(/\s+/g, " ");
  const escapes = JSON.parse(document.getElementById("latex-escapes").textContent);
  const latexText = (text) => [...text].map((one) => escapes[one] ?? one).join("");

  // An estimate with its interval, such as "0.912 (0.893–0.930)", becomes three columns.
  const INTERVAL = /^([-−]?[\d,.]+) \((\?|[-−]?[\d,.]+)(?:–| to )(\?|[-−]?[\d,.]+)\)$/;
  const plainNumber = (text) => (text === "?" ? "" : text.replaceAll(",", "").replace("−", "-"));
  const csvCell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const csvValue = (cell) => {
    if (cell.dataset.v !== undefined) return cell.dataset.v;
    const text = textOf(cell);
    if (text === "–") return "";
    return /^-?[\d,]+(\.\d+)?$/.test(text) ? plainNumber(text) : text;
  };

  const csv = (heads, rows) => {
    const wide = heads.map((_, i) => rows.some((row) => INTERVAL.test(textOf(row.cells[i]))));
    const names = heads.flatMap((head, i) => {
      const name = head.dataset.column ?? textOf(head);
      return wide[i] ? [name, `${name}_low`, `${name}_high`] : [name];
    });
    const lines = rows.map((row) =>
      [...row.cells].flatMap((cell, i) => {
        const found = wide[i] ? INTERVAL.exec(textOf(cell)) : null;
        if (found) return found.slice(1).map(plainNumber);
        return wide[i] ? [csvValue(cell), "", ""] : [csvValue(cell)];
      })
    );
    return [names, ...lines].map((line) => line.map(csvCell).join(",")).join("\n") + "\n";
  };
  const latex = (heads, rows) => {
    const kinds = heads.map((head) => (head.classList.contains("number") ? "r" : "l")).join("");
    const line = (cells) => `${[...cells].map((cell) => latexText(textOf(cell))).join(" & ")} \\\\`;
    const body = rows.map((row) => line(row.cells));
    return [`\\begin{tabular}{${kinds}}`, "\\toprule", line(heads), "\\midrule", ...body, "\\bottomrule", "\\end{tabular}", ""].join("\n");
  };
  const markdown = (heads, rows) => {
    const line = (texts) => `| ${texts.join(" | ")} |\n`;
    const cells = (row) => [...row].map((cell) => textOf(cell).replaceAll("|", "\\|"));
    const rules = heads.map((head) => (head.classList.contains("number") ? "---:" : "---"));
    return line(cells(heads)) + line(rules) + rows.map((row) => line(cells(row.cells))).join("");
  };

  const addButtons = (tools, table, name) => {
    const heads = () => [...table.table.tHead.rows[0].cells];
    const about = `table ${name.replaceAll("_", " ")}`;
    const group = document.createElement("span");
    group.className = "downloads";
    group.append(
      button("CSV", about, () => save(csv(heads(), table.found), "text/csv", `${name}.csv`)),
      button("LaTeX", about, () => save(latex(heads(), table.found), "text/x-tex", `${name}.tex`)),
      button("Markdown", about, () => save(markdown(heads(), table.found), "text/markdown", `${name}.md`))
    );
    tools.append(group);
  };

  const svgOf = (image) => {
    const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (one) => one.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  };
  const png = async (image, name) => {
    const drawn = new Image();
    drawn.src = image.src;
    await drawn.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * drawn.naturalWidth, 2 * drawn.naturalHeight];
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(drawn, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(blob, "image/png", `${name}.png`));
  };
  for (const figure of document.querySelectorAll("figure.picture")) {
    const image = figure.querySelector("img");
    const name = figure.dataset.name;
    const tools = document.createElement("div");
    tools.className = "tools downloads";
    const about = `picture ${name.replaceAll("_", " ")}`;
    tools.append(
      button("SVG", about, () => save(svgOf(image), "image/svg+xml", `${name}.svg`)),
      button("PNG", about, () => png(image, name))
    );
    figure.append(tools);
  }
  return { addButtons, save };
})();
