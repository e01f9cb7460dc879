// Tables of data: sort by a column, filter rows, show the first rows or all.
const craftbenchTables = (() => {
  const FEW = 12;
  const SHORT = 18; // a table of so many rows is shown whole
  const NUMBER = /^([<>] )?([-−]?[\d,]*\.?\d+(?:e[-+]?\d+)?)/;

  const numberIn = (cell) => {
    if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
    const found = NUMBER.exec(cell.textContent.trim());
    return found ? Number(found[2].replaceAll(",", "").replace("−", "-")) : NaN;
  };
  const isNumeric = (rows, column) => {
    const texts = rows.map((row) => row.cells[column]?.textContent.trim() ?? "").filter((text) => text && text !== "–");
    return texts.length > 0 && texts.every((text) => NUMBER.test(text));
  };
  const compared = (one, other, numeric) => {
    if (!numeric) return one.textContent.trim().localeCompare(other.textContent.trim(), "en", { numeric: true });
    return numberIn(one) - numberIn(other);
  };
  const isMissing = (cell, numeric) => (numeric ? Number.isNaN(numberIn(cell)) : ["", "–"].includes(cell.textContent.trim()));

  class DataTable {
    constructor(table) {
      this.table = table;
      this.body = table.tBodies[0];
      this.rows = [...this.body.rows];
      this.all = this.rows.length <= SHORT;
      this.words = "";
      this.addSorting();
      this.addTools();
      this.show();
    }

    addSorting() {
      [...this.table.tHead.rows[0].cells].forEach((head, column) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "sort";
        button.append(...head.childNodes);
        if (head.dataset.term) {
          button.dataset.term = head.dataset.term;
          delete head.dataset.term;
        }
        button.addEventListener("click", () => this.sort(head, column));
        head.append(button);
      });
    }

    sort(head, column) {
      const falling = head.getAttribute("aria-sort") === "ascending";
      for (const one of head.parentElement.cells) one.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      const numeric = isNumeric(this.rows, column);
      this.rows.sort((one, other) => {
        const [a, b] = [one.cells[column], other.cells[column]];
        const missing = isMissing(a, numeric) - isMissing(b, numeric);
        return missing || (falling ? -1 : 1) * compared(a, b, numeric);
      });
      this.body.append(...this.rows);
      this.show();
    }

    addTools() {
      const tools = document.createElement("div");
      tools.className = "tools";
      const name = this.table.dataset.name ?? "table";
      if (this.rows.length > 5) {
        const filter = document.createElement("input");
        filter.type = "search";
        filter.placeholder = "Filter rows";
        filter.setAttribute("aria-label", `Filter rows of ${name.replaceAll("_", " ")}`);
        filter.addEventListener("input", () => {
          this.words = filter.value.trim().toLowerCase();
          this.show();
        });
        tools.append(filter);
      }
      this.count = document.createElement("span");
      this.count.className = "soft";
      this.count.setAttribute("role", "status");
      tools.append(this.count);
      if (!this.all) {
        this.more = document.createElement("button");
        this.more.type = "button";
        this.more.className = "more";
        this.more.setAttribute("aria-expanded", "false");
        this.more.addEventListener("click", () => {
          this.all = !this.all;
          this.more.setAttribute("aria-expanded", String(this.all));
          this.show();
        });
        tools.append(this.more);
      }
      craftbenchDownloads.addButtons(tools, this, name);
      (this.table.closest(".scroll") ?? this.table).before(tools);
    }

    // Rows that pass the filter, in the order shown, whether or not they are folded away.
    get found() {
      const words = this.words.split(/\s+/);
      return this.rows.filter((row) => {
        const text = row.textContent.toLowerCase();
        return words.every((word) => text.includes(word));
      });
    }

    show() {
      const found = new Set(this.found);
      const folded = !this.all && !this.words;
      let shown = 0;
      for (const row of this.rows) {
        const isFolded = found.has(row) && folded && shown >= FEW;
        row.hidden = isFolded || !found.has(row);
        row.classList.toggle("folded", isFolded); // which print nevertheless, see report.css
        if (!row.hidden) shown += 1;
      }
      const total = this.rows.length;
      this.count.textContent = shown === total ? (total > 5 ? `${total} rows` : "") : `${shown} of ${total} rows`;
      if (this.more) {
        this.more.hidden = Boolean(this.words);
        this.more.textContent = this.all ? `Show first ${FEW}` : `Show all ${total}`;
      }
      fits(this.table);
    }
  }

  // A box that scrolls can be reached by the keyboard.
  const fits = (table) => {
    const box = table.closest(".scroll");
    if (!box) return;
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  };

  const made = new Map();
  const isClosed = (element) => {
    for (let one = element.parentElement?.closest("details"); one; one = one.parentElement?.closest("details")) {
      if (!one.open) return true;
    }
    return false;
  };
  const enhance = (place) => {
    for (const table of place.querySelectorAll("table.data")) {
      if (isClosed(table)) continue;
      if (made.has(table)) fits(table);
      else if (table.tHead && table.tBodies.length) made.set(table, new DataTable(table));
    }
  };
  // Tables in closed details are prepared when they are opened, so that the page loads fast.
  document.addEventListener("toggle", (event) => { if (event.target.open) enhance(event.target); }, true);
  addEventListener("resize", () => made.forEach((_, table) => { if (!isClosed(table)) fits(table); }));
  return { enhance };
})();
addEventListener("DOMContentLoaded", () => craftbenchTables.enhance(document));
