// The sentences behind a fact.

// The quote with subject and object marked. Offsets count characters, which JavaScript's strings do not.
function quoted(fact) {
  const { quote, marks } = source.evidence(fact);
  const characters = Array.from(quote);
  const spans = marks
    ? [
        { from: marks[0], to: marks[1], kind: "subject" },
        { from: marks[2], to: marks[3], kind: "object" },
      ]
        .filter(span => span.from >= 0 && span.to <= characters.length && span.from < span.to)
        .sort((a, b) => a.from - b.from || b.to - a.to)
    : [];
  const parts = [];
  let at = 0;
  for (const span of spans) {
    if (span.from < at) continue;
    parts.push(visible(characters.slice(at, span.from).join("")));
    parts.push(
      el(
        "mark",
        { class: span.kind, title: span.kind },
        visible(characters.slice(span.from, span.to).join("")),
      ),
    );
    at = span.to;
  }
  parts.push(visible(characters.slice(at).join("")));
  return el("blockquote", { dir: "auto", tabindex: characters.length > 600 ? "0" : undefined }, parts);
}

function documentName(document) {
  const title = short(document.title || document.iri, 120);
  const page = source.page(document.iri);
  if (page) return el("a", { href: page }, named(title));
  const safe = document.url && /^https?:\/\//i.test(document.url);
  return safe
    ? el("a", { href: document.url, rel: "noopener noreferrer", target: "_blank" }, named(title))
    : named(title);
}

const TIMES = { past: "former", future: "announced" };
const badges = fact => [
  fact.time !== "current" && el("span", { class: "badge" }, TIMES[fact.time] ?? fact.time),
  fact.modality !== "asserted" && el("span", { class: "badge warn" }, fact.modality),
];

function sentence(fact) {
  const document = data.documents[fact.d];
  return el(
    "div",
    { class: "sentence" },
    quoted(fact),
    el(
      "div",
      { class: "source" },
      documentName(document),
      document.date && el("time", { datetime: document.date }, visible(document.date).slice(0, 10)),
      document.author && el("span", {}, named(document.author, 60)),
    ),
    el(
      "div",
      { class: "source" },
      el("meter", { min: "0", max: "1", value: String(fact.confidence), "aria-label": "Confidence" }),
      el("span", { title: "Confidence: how likely the fact is to be right" }, percent(fact.confidence)),
      fact.method &&
        el("span", { class: "method", title: "The rule or model that found it" }, short(fact.method, 60)),
      badges(fact),
    ),
  );
}
