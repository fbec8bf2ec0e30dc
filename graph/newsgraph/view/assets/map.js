// The whole graph at once, like a map of a country: every entity is a dot, the largest have names, and more
// names come as one zooms in. Dots and lines are painted once and moved as one image, so 10,000 stay smooth.

const NAMES = 70;
const MARGIN = 60;
const extent = nodes.length ? {
  x: Math.min(...nodes.map(node => node.x)) - MARGIN, y: Math.min(...nodes.map(node => node.y)) - MARGIN,
  right: Math.max(...nodes.map(node => node.x)) + MARGIN, bottom: Math.max(...nodes.map(node => node.y)) + MARGIN,
} : { x: -1, y: -1, right: 1, bottom: 1 };
const ranked = nodes.map(node => node.id).sort((a, b) => nodes[b].degree - nodes[a].degree || a - b);
let sheet = null;

const forgetMap = () => { sheet = null; };

function windowOnMap() {
  const box = $("#graph").getBoundingClientRect();
  const low = network.DOMtoCanvas({ x: 0, y: 0 }), high = network.DOMtoCanvas({ x: box.width, y: box.height });
  return { low, high, scale: network.getScale() };
}

// Names for the best linked entities in sight, as long as they do not touch on the screen.
function mapNames() {
  const { low, high, scale } = windowOnMap();
  const names = [], boxes = [], there = new Set();
  const add = (id, sure) => {
    const { x, y, name } = nodes[id];
    if (there.has(id)) return;
    const half = Math.min(72, Math.max(24, name.length * 3.7)) + 6, px = x * scale, py = y * scale;
    const box = [px - half, py - 16, px + half, py + (name.length > 19 ? 54 : 38)];
    if (!sure && boxes.some(other => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return;
    boxes.push(box);
    there.add(id);
    names.push([id, { x, y }]);
  };
  if (picture.chosen?.pair) { add(picture.chosen.pair.a, true); add(picture.chosen.pair.b, true); }
  else if (picture.chosen) {
    add(picture.chosen.node, true);
    neighbours(picture.chosen.node).sort((a, b) => nodes[b].degree - nodes[a].degree).slice(0, 30).forEach(id => add(id));
  }
  for (const id of ranked) {
    if (names.length >= NAMES) break;
    const { x, y } = nodes[id];
    if (x >= low.x && x <= high.x && y >= low.y && y <= high.y && nodes[id].links) add(id);
  }
  return names;
}

function paint(context, scale, low, high) {
  const inside = (node) => node.x >= low.x && node.x <= high.x && node.y >= low.y && node.y <= high.y;
  context.lineWidth = Math.max(0.6 / scale, 0.5);
  context.strokeStyle = tones.edge;
  context.globalAlpha = pairs.length > 3000 ? 0.22 : 0.5;
  context.beginPath();
  for (const pair of pairs) {
    if (!pair.open) continue;
    const a = nodes[pair.a], b = nodes[pair.b];
    if (!inside(a) && !inside(b)) continue;
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
  }
  context.stroke();
  context.globalAlpha = 0.9;
  const byColour = new Map();
  for (const node of nodes) {
    if (!inside(node) || !node.links) continue;
    const colour = colourOf(node);
    if (!byColour.has(colour)) byColour.set(colour, []);
    byColour.get(colour).push(node);
  }
  for (const [colour, group] of byColour) {
    context.fillStyle = colour;
    context.beginPath();
    for (const node of group) {
      const r = Math.max(sizeOf(node) * 0.7, (1 + 2.5 * node.degree) / scale);
      context.moveTo(node.x + r, node.y);
      context.arc(node.x, node.y, r, 0, 2 * Math.PI);
    }
    context.fill();
  }
  context.globalAlpha = 1;
}

function mapSheet() {
  if (sheet) return sheet;
  const width = extent.right - extent.x, height = extent.bottom - extent.y;
  const scale = Math.min(2600 / width, 2000 / height, 1);
  sheet = document.createElement("canvas");
  sheet.width = Math.ceil(width * scale);
  sheet.height = Math.ceil(height * scale);
  sheet.scaleOf = scale;
  const context = sheet.getContext("2d");
  context.scale(scale, scale);
  context.translate(-extent.x, -extent.y);
  paint(context, scale, { x: extent.x, y: extent.y }, { x: extent.right, y: extent.bottom });
  return sheet;
}

network.on("beforeDrawing", context => {
  if (!picture.map || !nodes.length) return;
  const { low, high, scale } = windowOnMap();
  const image = mapSheet();
  if (scale <= image.scaleOf * 1.6) {
    context.drawImage(image, extent.x, extent.y, extent.right - extent.x, extent.bottom - extent.y);
  } else paint(context, scale, low, high);
});

function fitMap() {
  const box = $("#graph").getBoundingClientRect();
  const scale = Math.min((box.width - 110) / (extent.right - extent.x), (box.height - 130) / (extent.bottom - extent.y), 1.2);
  network.moveTo({ position: { x: (extent.x + extent.right) / 2, y: (extent.y + extent.bottom) / 2 }, scale, animation: false });
}

let settling = 0;
function namesSoon() {
  if (!picture.map) return;
  clearTimeout(settling);
  settling = setTimeout(sync, 120);
}
network.on("zoom", namesSoon);
network.on("dragEnd", namesSoon);
network.on("animationFinished", namesSoon);

// The dot under the pointer, though it is no node of vis-network's.
function dotAt(point) {
  if (!picture.map) return undefined;
  const reach = 12 / network.getScale();
  let best, least = reach;
  for (const node of nodes) {
    const far = Math.hypot(node.x - point.x, node.y - point.y);
    if (far < least && node.links) { best = node.id; least = far; }
  }
  return best;
}
