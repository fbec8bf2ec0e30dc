// The SPARQL editor: CodeMirror over the text area, completion of the vocabulary, the answer as table or network.

(async () => {
  "use strict";
  const area = $("#query");
  const form = $("#editor-form");
  const status = $("#status");
  const prefixes = JSON.parse($("#prefixes").textContent);
  const KEYWORDS = ("SELECT CONSTRUCT DESCRIBE ASK WHERE FROM NAMED PREFIX DISTINCT REDUCED OPTIONAL UNION FILTER GRAPH MINUS BIND VALUES " +
    "GROUP BY HAVING ORDER LIMIT OFFSET ASC DESC COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT EXISTS NOT IN AS STR LANG REGEX CONTAINS " +
    "STRSTARTS LCASE UCASE CONCAT COALESCE IF BOUND DATATYPE YEAR").split(" ");
  let words = { types: [], predicates: [] };
  let last = null;

  // ---- the editor

  async function completions(context) {
    const found = context.matchBefore(/[?$]?[\w%-]*:?[\w%-]*/);
    if (!found || (found.from === found.to && !context.explicit)) return null;
    if (/^id:./.test(found.text)) {
      const names = await load(`/api/complete?q=${encodeURIComponent(decodeURIComponent(found.text.slice(3).replace(/-/g, " ")))}`);
      return {
        from: found.from,
        filter: false,
        options: names.map(row => ({ label: /^[\w%-]+$/.test(keyOf(row.iri)) ? `id:${keyOf(row.iri)}` : `<${row.iri}>`, displayLabel: short(row.name, 60), detail: row.type })),
      };
    }
    const variables = [...new Set(context.state.doc.toString().match(/[?$]\w+/g) ?? [])].filter(name => name !== found.text);
    return {
      from: found.from,
      validFor: /^[?$]?[\w-]*:?[\w-]*$/,
      options: [
        ...words.predicates.map(term => ({ label: term.name, type: "property", info: term.info, boost: 2 })),
        ...words.types.map(term => ({ label: term.name, type: "class", info: term.info, boost: 2 })),
        ...["rdfs:label", "skos:altLabel", "rdf:subject", "rdf:predicate", "rdf:object", "ng:Assertion", "ng:role", "ng:time", "ng:modality", "ng:confidence", "ng:quote", "ng:source", "prov:wasDerivedFrom", "schema:headline", "schema:datePublished", "schema:mentions", "schema:NewsArticle", "schema:sameAs"].map(label => ({ label, type: "property" })),
        ...Object.keys(prefixes).map(name => ({ label: `${name}:`, type: "namespace", detail: prefixes[name] })),
        ...variables.map(label => ({ label, type: "variable" })),
        ...KEYWORDS.map(label => ({ label, type: "keyword", boost: -1 })),
      ],
    };
  }
  const keyOf = iri => iri.slice(prefixes.id.length);

  const { EditorState, EditorView, tags } = CodeMirror;
  const colours = CodeMirror.HighlightStyle.define([
    { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
    { tag: [tags.string, tags.special(tags.string)], color: "var(--warn)" },
    { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
    { tag: [tags.variableName, tags.local(tags.variableName)], color: "var(--ink)", fontWeight: "600" },
    { tag: [tags.atom, tags.bool, tags.number, tags.standard(tags.variableName)], color: "var(--accent)" },
  ]);
  const host = el("div", { class: "cm-host" });
  const view = new EditorView({
    parent: host,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        EditorView.cspNonce.of(form.dataset.nonce),
        CodeMirror.Prec.highest(CodeMirror.keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
        // Over a selection Chromium would put the old text's looks on the new as a style attribute, which the
        // page's policy forbids; so the text is put in here.
        EditorView.domEventHandlers({
          beforeinput(event, view) {
            if (event.inputType !== "insertText" || !/^[\w?$ ]+$/.test(event.data ?? "") || view.state.selection.main.empty) return false;
            event.preventDefault();
            view.dispatch({ ...view.state.replaceSelection(event.data), userEvent: "input.type", scrollIntoView: true });
            return true;
          },
        }),
        CodeMirror.lineNumbers(),
        CodeMirror.history(),
        CodeMirror.bracketMatching(),
        CodeMirror.closeBrackets(),
        CodeMirror.autocompletion({ override: [completions] }),
        CodeMirror.StreamLanguage.define(CodeMirror.sparql),
        CodeMirror.syntaxHighlighting(colours),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "SPARQL query" }),
        // Tab moves on to the button: an editor must not hold the keyboard (WCAG 2.1.2).
        CodeMirror.keymap.of([...CodeMirror.closeBracketsKeymap, ...CodeMirror.defaultKeymap, ...CodeMirror.historyKeymap, ...CodeMirror.completionKeymap]),
        EditorView.theme({
          "&": { fontSize: "13px", maxHeight: "50vh" },
          "&.cm-focused": { outline: "none" },
          ".cm-scroller": { fontFamily: "ui-monospace, Menlo, Consolas, monospace", minHeight: "220px" },
          ".cm-content": { caretColor: "var(--ink)" },
          ".cm-cursor": { borderLeftColor: "var(--ink)" },
          ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--soft)", border: "0" },
          ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)" },
          ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
        }),
      ],
    }),
  });
  area.before(host);
  area.hidden = true;
  const text = () => view.state.doc.toString();
  const write = value => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  $("#examples").addEventListener("change", event => event.target.value && write(event.target.value));
  form.addEventListener("submit", event => {
    event.preventDefault();
    run();
  });

  // ---- the answer

  const ask = accept => fetch("/sparql", { method: "POST", headers: { "Content-Type": "application/sparql-query", Accept: accept }, body: text() });

  async function run() {
    status.textContent = "Running…";
    history.replaceState(null, "", `/query?query=${encodeURIComponent(text())}`);
    const started = performance.now();
    try {
      const answer = await ask("application/sparql-results+json, application/n-triples;q=0.9");
      const body = await answer.text();
      if (!answer.ok) throw new Error(JSON.parse(body).error);
      const graph = answer.headers.get("content-type").startsWith("application/n-triples");
      last = graph ? fromTriples(body) : fromResults(JSON.parse(body));
      const more = answer.headers.get("x-sparql-maxrows") ? "; there are more" : "";
      status.textContent = `${plural(last.rows.length, "row")}${more} in ${((performance.now() - started) / 1000).toFixed(2)} s`;
      $("#outcome").hidden = false;
      drawTable();
      if (!$("#network-area").hidden) await drawNetwork();
    } catch (error) {
      status.textContent = visible(error.message);
      $("#outcome").hidden = true;
    }
    announce(status.textContent);
  }

  function fromResults(data) {
    if ("boolean" in data) return { names: ["answer"], rows: [[{ type: "literal", value: data.boolean ? "yes" : "no" }]], graph: false };
    return { names: data.head.vars, rows: data.results.bindings.map(row => data.head.vars.map(name => row[name] ?? null)), graph: false };
  }

  // N-Triples are one line a triple; what is not an IRI is shown as it stands.
  function fromTriples(body) {
    const term = word => (word.startsWith("<") ? { type: "uri", value: word.slice(1, -1) } : { type: "literal", value: unescape(word) });
    const rows = body.split("\n").map(line => line.match(/^(<[^>]*>|_:\S+) (<[^>]*>) (.*) \.$/)).filter(Boolean).map(found => found.slice(1, 4).map(term));
    return { names: ["subject", "predicate", "object"], rows, graph: true };
  }
  const unescape = word => word.replace(/^"((?:[^"\\]|\\.)*)".*$/, "$1").replace(/\\(u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8}|.)/g, (_, code) =>
    code.length > 1 ? String.fromCodePoint(parseInt(code.slice(1), 16)) : { n: "\n", r: "\r", t: "\t" }[code] ?? code);

  function abbreviated(iri) {
    for (const [name, space] of Object.entries(prefixes)) if (iri.startsWith(space) && iri.length > space.length) return `${name}:${iri.slice(space.length)}`;
    return iri;
  }

  function cell(term) {
    if (term === null) return "";
    if (term.type !== "uri") return named(term.value, 400);
    const page = site.pageOf(term.value) || (/^https?:\/\//.test(term.value) ? term.value : "");
    const name = named(abbreviated(term.value), 200);
    return page ? el("a", { href: page, rel: "noreferrer" }, name) : name;
  }

  function drawTable() {
    const shown = last.rows.slice(0, 1000);
    $("#table-area").replaceChildren(
      el("table", {},
        el("thead", {}, el("tr", {}, ...last.names.map(name => el("th", { scope: "col" }, visible(name))))),
        el("tbody", {}, ...shown.map(row => el("tr", {}, ...row.map(term => el("td", {}, cell(term))))))),
      last.rows.length > shown.length ? el("p", { class: "soft" }, `The first ${shown.length} of ${last.rows.length} rows.`) : "",
    );
  }

  // Of triples each is a line; of rows the first thing is linked to the other things of its row.
  async function drawNetwork() {
    const links = new Map();
    for (const row of last.rows) {
      if (links.size > 400) break;
      if (last.graph) {
        const [s, p, o] = row;
        if (s.type === "uri" && o.type === "uri" && !p.value.endsWith("#type")) links.set(`${s.value} ${p.value} ${o.value}`, [s.value, abbreviated(p.value).replace(/^\w+:/, ""), o.value]);
        continue;
      }
      const at = row.findIndex(term => term?.type === "uri");
      row.forEach((term, n) => {
        if (n > at && at >= 0 && term?.type === "uri") links.set(`${row[at].value} ${n} ${term.value}`, [row[at].value, last.names[n], term.value]);
      });
    }
    const box = $("#network-area");
    const iris = [...new Set([...links.values()].flatMap(([a, , b]) => [a, b]))];
    if (!iris.length) {
      box.replaceChildren(el("p", { class: "soft" }, " No two things stand in one row of this answer."));
      return;
    }
    const known = await load("/api/label", { iris });
    const tone = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    const types = new Map(words.types.map(type => [type.id, type]));
    const night = matchMedia("(prefers-color-scheme: dark)").matches;
    const nodes = iris.map(iri => {
      const type = types.get(known[iri]?.type);
      const fill = type ? (night ? type.dark : type.light) : tone("edge");
      return { id: iri, label: short(known[iri]?.name ?? iri, 34), shape: type?.shape ?? "dot", size: 12, color: { background: fill, border: tone("panel") }, font: { color: tone("ink"), strokeColor: tone("panel"), strokeWidth: 4 } };
    });
    const edges = [...links.values()].map(([from, label, to], id) => ({ id, from, to, label: short(label, 40), arrows: "to", color: { color: tone("edge") }, font: { color: tone("soft"), strokeColor: tone("panel"), strokeWidth: 4, size: 11 } }));
    box.replaceChildren();
    const network = new vis.Network(box, { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) },
      { layout: { improvedLayout: false, randomSeed: 7 }, edges: { smooth: false }, physics: { stabilization: { iterations: 200 } } });
    network.once("stabilizationIterationsDone", () => network.setOptions({ physics: { enabled: false } }));
    network.on("doubleClick", ({ nodes: hit }) => hit.length && site.pageOf(hit[0]) && location.assign(site.pageOf(hit[0])));
  }

  const tabs = [["#as-table", "#table-area"], ["#as-network", "#network-area"]];
  const select = at => {
    tabs.forEach(([tab, panel], n) => {
      $(tab).setAttribute("aria-selected", String(n === at));
      $(tab).tabIndex = n === at ? 0 : -1;
      $(panel).hidden = n !== at;
    });
    if (at === 1) drawNetwork().catch(error => (status.textContent = visible(error.message)));
  };
  tabs.forEach(([tab], n) => {
    $(tab).addEventListener("click", () => select(n));
    $(tab).addEventListener("keydown", event => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      select(1 - n);
      $(tabs[1 - n][0]).focus();
    });
  });
  document.querySelectorAll(".take").forEach(button =>
    button.addEventListener("click", async () => {
      const answer = await ask(button.dataset.type);
      if (answer.ok) save(button.dataset.name, await answer.blob());
      else status.textContent = visible((await answer.json()).error);
    }),
  );

  words = await load("/api/words").catch(() => words);
  document.body.dataset.ready = "true";
})();
