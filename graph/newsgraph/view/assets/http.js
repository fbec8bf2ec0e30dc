// Asking the server.

async function load(address, body) {
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(address, { headers: { Accept: "application/json" }, ...options }).catch(() => {
    throw new Error("the server cannot be reached");
  });
  if (answer.ok) return answer.json();
  const { error } = await answer.json().catch(() => ({}));
  throw new Error(error || `the server answered ${answer.status}`);
}

// The names that begin like this, as rows of a combobox.
async function complete(text) {
  const rows = await load(`/api/complete?q=${encodeURIComponent(text)}`);
  return rows.map(({ iri, name, match, type }) => ({ iri, name: match, other: match === name ? null : name, type }));
}
