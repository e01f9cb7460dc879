/* Start the panels that this page has. */
const primerData = JSON.parse(document.getElementById("primer-data").textContent);
controls.chooseSamples(primerData);
for (const [id, start] of [
  ["try-convolution", convolutionPanel],
  ["try-layers", layersPanel],
  ["try-pooling", poolingPanel],
]) {
  const panel = document.getElementById(id);
  if (!panel) continue;
  panel.hidden = false;
  start(primerData);
}
