// Small helpers that everything else uses. Text always goes into the page as text nodes, never as markup.

const $ = (selector, root = document) => root.querySelector(selector);
const SVG = "http://www.w3.org/2000/svg";

function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

// Overrides and isolates could make a sentence read as another one; they are shown by name.
const HIDDEN = /[\u202A-\u202E\u2066-\u2069\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;
const visible = text =>
  String(text).replace(HIDDEN, c => `‹U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}›`);

function short(text, length) {
  const characters = Array.from(visible(text).slice(0, 4 * length));
  return characters.length > length
    ? characters
        .slice(0, length - 1)
        .join("")
        .trimEnd() + "…"
    : characters.join("");
}

// A name is its own island of direction, and only the start of a very long one.
const named = (text, length = 120) => {
  const node = el("bdi", {}, short(text, length));
  if (text.length > length) node.title = short(text, 1000);
  return node;
};

const plural = (count, one, many = one + "s") => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
const percent = probability => `${Math.round(probability * 100)}%`;

const ICONS = {
  logo: "M6 6l6 10M18 6l-6 10M6 6h12M4 6a2 2 0 104 0 2 2 0 10-4 0M16 6a2 2 0 104 0 2 2 0 10-4 0M10 17a2 2 0 104 0 2 2 0 10-4 0",
  search: "M4 10.5a6.5 6.5 0 1013 0 6.5 6.5 0 10-13 0M15.5 15.5L20 20",
  filter: "M4 6h16M7 12h10M10 18h4",
  graph:
    "M6 7l6 9M18 7l-6 9M8 6h8M4 6a2 2 0 104 0 2 2 0 10-4 0M16 6a2 2 0 104 0 2 2 0 10-4 0M10 18a2 2 0 104 0 2 2 0 10-4 0",
  map: "M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14",
  table: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9",
  download: "M12 4v11M7.5 11L12 15.5 16.5 11M5 19.5h14",
  theme: "M20 14.5A8 8 0 119.5 4 6.5 6.5 0 0020 14.5z",
  help: "M9 9.2a3 3 0 115 2.2c-1.2.9-2 1.4-2 2.8M12 17.6v.2M3 12a9 9 0 1018 0 9 9 0 10-18 0",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  fit: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  tidy: "M12 3v4M12 17v4M3 12h4M17 12h4M9 12a3 3 0 106 0 3 3 0 10-6 0",
  close: "M6 6l12 12M18 6L6 18",
  focus: "M12 8.5a3.5 3.5 0 100 7 3.5 3.5 0 100-7M12 3v3M12 18v3M3 12h3M18 12h3",
  expand: "M12 5v14M5 12h14",
  collapse: "M5 12h14",
  path: "M5 19a2 2 0 104 0 2 2 0 10-4 0M15 5a2 2 0 104 0 2 2 0 10-4 0M8.5 17.5L15.5 6.5",
  link: "M10 14l4-4M9 11l-2 2a3 3 0 104.2 4.2L13 15.5M15 13l2-2a3 3 0 10-4.2-4.2L11 8.5",
};

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("glyph");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

function iconButton(name, label, onclick, props = {}) {
  return el(
    "button",
    { type: "button", class: "tool", onclick, ...props },
    icon(name),
    el("span", {}, label),
  );
}

function announce(text) {
  $("#live").textContent = text;
}

function save(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// Light or dark, if one has chosen; else the system says it.
function keepTheme(theme) {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("newsgraph-theme", theme);
  } catch {
    /* storage is off */
  }
}
try {
  const kept = localStorage.getItem("newsgraph-theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
} catch {
  /* storage is off */
}
