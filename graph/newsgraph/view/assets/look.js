// How entities and lines look: shape by type always, colour and size by choice, for light and dark.

const look = { colour: "type", size: "degree" };
const root = document.documentElement;
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches);
const tone = name => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
let tones = {};
function readTones() {
  tones = Object.fromEntries(
    ["canvas", "ink", "soft", "edge", "accent", "panel", "line", "faint"].map(n => [n, tone(n)]),
  );
  tones.dark = isDark();
}
readTones();

// Twelve hues, each at least 3:1 against its background; later communities share a grey.
const GROUPS = [
  ["#2563c9", "#6ea8fe"],
  ["#b4540a", "#f5a55a"],
  ["#0b7f64", "#4fd1ae"],
  ["#b4246e", "#ff85b8"],
  ["#7a3fc0", "#bd93f9"],
  ["#6d6a00", "#d3cf52"],
  ["#0f7486", "#5fd0e3"],
  ["#9a3b3b", "#f29a9a"],
  ["#3d7a1f", "#9bd675"],
  ["#4f5bb5", "#a5b0ff"],
  ["#8a4b7d", "#e0a3d3"],
  ["#7d5a2c", "#d9b583"],
];
const groupColour = id =>
  id >= 0 && id < GROUPS.length ? GROUPS[id][tones.dark ? 1 : 0] : tones.dark ? "#98a2ae" : "#6b7480";
const typeColour = type => (tones.dark ? type.dark : type.light);
const colourOf = node => (look.colour === "community" ? groupColour(node.community) : typeColour(node.type));

const AREA = { dot: 1, square: 0.86, diamond: 1.12, star: 1.2, triangle: 1.1, triangleDown: 1.1, hexagon: 1 };
const sizeOf = node =>
  (look.size === "equal" ? 12 : 8 + 14 * Math.sqrt(node[look.size] ?? 0)) * (AREA[node.type.shape] ?? 1);

// The outline of a shape around (0, 0), as vis-network draws it; for the legend, the map and the SVG.
function outline(shape, r) {
  const ring = (count, turn, radius = () => r) =>
    Array.from({ length: count }, (_, i) => {
      const angle = turn + (i * 2 * Math.PI) / count;
      return [radius(i) * Math.cos(angle), radius(i) * Math.sin(angle)];
    });
  switch (shape) {
    case "square":
      return [
        [-r, -r],
        [r, -r],
        [r, r],
        [-r, r],
      ];
    case "diamond":
      return [
        [0, -r],
        [r, 0],
        [0, r],
        [-r, 0],
      ];
    case "triangle":
      return [
        [0, -r * 1.1],
        [r * 1.1, r * 0.8],
        [-r * 1.1, r * 0.8],
      ];
    case "triangleDown":
      return [
        [0, r * 1.1],
        [r * 1.1, -r * 0.8],
        [-r * 1.1, -r * 0.8],
      ];
    case "hexagon":
      return ring(6, 0);
    case "star":
      return ring(10, -Math.PI / 2, i => (i % 2 ? r * 0.5 : r * 1.25));
    default:
      return null;
  }
}

function shapeIcon(type, colour = "currentColor") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-12 -12 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("shape");
  const points = outline(type.shape, 8);
  const mark = document.createElementNS(SVG, points ? "polygon" : "circle");
  if (points) mark.setAttribute("points", points.map(point => point.join(",")).join(" "));
  else mark.setAttribute("r", 8.5);
  mark.setAttribute("fill", colour);
  svg.append(mark);
  return svg;
}
const nodeIcon = node => shapeIcon(node.type, typeColour(node.type));

const predicateNames = pair => [...new Set(openFacts(pair).map(fact => data.predicates[fact.p].label))];

// A fainter colour instead of transparency: lines would shine through the shapes.
function fade(colour, share) {
  const [a, b] = [colour, tones.canvas].map(hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16)));
  return `#${a
    .map((value, at) =>
      Math.round(value * share + b[at] * (1 - share))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

// On the map shapes and names keep their size on the screen at any zoom.
function nodeLook(node, { selected = false, dimmed = false, zoom = 1 } = {}) {
  const colour = dimmed ? fade(colourOf(node), 0.25) : colourOf(node);
  return {
    shape: node.type.shape,
    size: zoom === 1 ? sizeOf(node) : Math.max(sizeOf(node), (sizeOf(node) * 0.5) / zoom),
    color: {
      background: colour,
      border: selected ? tones.ink : tones.canvas,
      highlight: { background: colour, border: tones.ink },
      hover: { background: colour, border: tones.ink },
    },
    borderWidth: selected ? 3 : 1.5,
    label: short(node.name, 34),
    widthConstraint: { maximum: 140 / zoom },
    font: {
      size: Math.round(12 + 4 * node.degree) / zoom,
      face: "system-ui, sans-serif",
      color: dimmed ? tones.faint : tones.ink,
      strokeWidth: 4 / zoom,
      strokeColor: tones.canvas,
      vadjust: -2 / zoom,
    },
  };
}

const pairName = pair => {
  const names = predicateNames(pair);
  return names[0] + (names.length > 1 ? ` +${names.length - 1}` : "");
};

function pairLook(pair, { selected = false, dimmed = false, labelled = true } = {}) {
  const open = openFacts(pair);
  const oneWay = open.filter(fact => !data.predicates[fact.p].symmetric);
  const best = Math.max(...open.map(fact => fact.confidence));
  const colour = selected ? tones.accent : tones.edge;
  return {
    width: (selected ? 1.5 : 0) + 0.8 + 2.6 * best * best,
    dashes: open.some(isDirect) ? false : [6, 5],
    arrows: {
      to: { enabled: oneWay.some(fact => fact.o === pair.b), scaleFactor: 0.55 },
      from: { enabled: oneWay.some(fact => fact.o === pair.a), scaleFactor: 0.55 },
    },
    color: { color: dimmed ? fade(colour, 0.25) : colour, highlight: tones.accent, hover: tones.accent },
    label: labelled && !dimmed ? pairName(pair) : "",
    font: {
      size: 11,
      face: "system-ui, sans-serif",
      color: tones.soft,
      strokeWidth: 4,
      strokeColor: tones.canvas,
      align: "middle",
    },
  };
}
