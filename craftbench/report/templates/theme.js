// The button that switches between dark and light; until it is pressed, the system decides.
(() => {
  const root = document.documentElement;
  const button = document.querySelector("button.theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const stored = (() => {
    try { return localStorage.getItem("craftbench-theme"); } catch { return null; }
  })();
  if (stored === "dark" || stored === "light") root.dataset.theme = stored;
  const label = () => { button.textContent = isDark() ? "Light" : "Dark"; };
  const changed = () => { label(); document.dispatchEvent(new CustomEvent("themechange")); };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("craftbench-theme", root.dataset.theme); } catch { /* file:// may refuse */ }
    changed();
  });
  system.addEventListener("change", changed);
  button.hidden = false;
  label();
})();
