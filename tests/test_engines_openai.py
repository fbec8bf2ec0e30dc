"""A chat endpoint as an extractor: what it is asked, what is kept of its answers, and what happens when it fails."""

import json
import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from chat_server import Reply, serving

from newsgraph.errors import ExtractionError
from newsgraph.extraction import engines, load
from newsgraph.extraction.engines.endpoint import Endpoint, Patience
from newsgraph.extraction.engines.openai import OpenAIExtractor
from newsgraph.extraction.engines.prompt import messages, table
from newsgraph.records import Document
from newsgraph.vocabulary import ARGUMENTS, TYPES

TEXT = """Bolt unveils the Dash

GRAZ - Bolt Motors Inc., a carmaker based in Graz, unveiled the Dash on Monday. “We are ready,” said Ann Lee, \
chief executive of Bolt. She founded the firm with Karl Moser.
"""
ANSWER = {
    "entities": [
        {"name": "Bolt Motors Inc.", "type": "Company", "aliases": ["Bolt"]},
        {"name": "Dash", "type": "Product", "aliases": []},
        {"name": "Ann Lee", "type": "Person", "aliases": []},
        {"name": "Karl Moser", "type": "Person"},
        {"name": "Graz", "type": "Place"},
        {"name": "Umbrella Corp", "type": "Company"},
    ],
    "facts": [
        {"quote": '"We are ready," said Ann Lee, chief executive of Bolt.', "subject": "Ann Lee",
         "predicate": "executiveOf", "object": "Bolt Motors Inc.", "role": "chief executive", "time": "current",
         "modality": "asserted"},
        {"quote": "She founded the firm with Karl Moser.", "subject": "Ann Lee", "subject_words": "She",
         "predicate": "founderOf", "object": "Bolt Motors Inc.", "object_words": "the firm", "role": None},
        {"quote": "Bolt Motors Inc. makes the Dash in Vienna.", "subject": "Bolt Motors Inc.", "predicate": "produces",
         "object": "Dash"},
        {"quote": "unveiled the Dash on Monday", "subject": "Umbrella Corp", "predicate": "produces", "object": "Dash"},
        {"quote": "said Ann Lee, chief executive of Bolt", "subject": "Ann Lee", "predicate": "admires",
         "object": "Bolt Motors Inc."},
        {"quote": "said Ann Lee, chief executive of Bolt", "subject": "Ann Lee", "predicate": "employedBy",
         "object": "Bolt Motors Inc.", "role": "grand vizier"},
        {"quote": "a carmaker based in Graz", "subject": "Graz", "predicate": "locatedIn",
         "object": "Bolt Motors Inc."},
    ],
}


def document(text: str = TEXT, id: str = "a.txt") -> Document:
    return Document(id, id, "", text)


def good(answer: object = None) -> Reply:
    return Reply(json.dumps(ANSWER if answer is None else answer))


def extractor(url: str, *, key: str | None = None, **patience: float) -> tuple[OpenAIExtractor, list[float]]:
    """An extractor that never waits, and the waits that it wanted."""
    waits: list[float] = []
    settings = Patience(**{"timeout": 5.0, **patience})  # type: ignore[arg-type]
    return OpenAIExtractor(Endpoint(url, "tiny", key, settings, waits.append)), waits


def test_what_stands_in_the_text_is_kept_and_nothing_else() -> None:
    with serving(good()) as server:
        engine, _ = extractor(server.url)
        extraction = engine.extract(document())
    names = {e.id: e.name for e in extraction.entities}
    assert set(names.values()) == {"Bolt Motors Inc.", "Dash", "Ann Lee", "Karl Moser", "Graz"}
    first, second = extraction.facts
    assert names[first.subject] == names[second.subject] == "Ann Lee"
    assert names[first.object] == names[second.object] == "Bolt Motors Inc."
    assert (first.predicate, second.predicate) == ("executiveOf", "founderOf")
    assert first.role == "chief executive" and TEXT[slice(*first.object_span)] == "Bolt"
    assert TEXT[slice(*first.sentence)] == "“We are ready,” said Ann Lee, chief executive of Bolt."
    assert (TEXT[slice(*second.subject_span)], TEXT[slice(*second.object_span)]) == ("She", "the firm")
    assert 0 < second.confidence < first.confidence < 1 and first.method == "openai:tiny"
    lee = next(e for e in extraction.entities if e.name == "Ann Lee")
    assert [m.kind for m in lee.mentions] == ["name", "pronoun"]
    assert extraction.extractor == engine.version


def test_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with serving(good()) as server:
        engine = load(f"openai:{server.url}#some/model")
        assert engine.version == f"openai-1/some/model@{server.url}"
        engine.extract(document("Acme {hired} \ud800 Ann Lee."))
    assert server.paths == ["/v1/chat/completions"]
    assert server.headers[0]["Authorization"] == "Bearer sk-secret"
    question = server.asked[0]
    assert question["model"] == "some/model" and question["temperature"] == 0 and question["stream"] is False
    said = question["messages"][-1]["content"]
    assert "Acme {hired} \ufffd Ann Lee." in said
    assert all(word in said for word in (*TYPES, *ARGUMENTS))


def test_no_key_no_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with serving(good()) as server:
        engines.load(f"openai:{server.url}/chat/completions#m").extract(document())
    assert "Authorization" not in server.headers[0] and server.paths == ["/v1/chat/completions"]


def test_every_word_of_the_vocabulary_has_its_meaning() -> None:
    assert set(table()["types"]) == set(TYPES) and set(table()["predicates"]) == set(ARGUMENTS)
    assert "- locatedIn [Company, Organization, Event -> Place]: " in messages("x")[1]["content"]


@pytest.mark.parametrize("wrapped", [
    "```json\n{}\n```\nI hope this helps!", "<think>An {object} is due.</think>{}", "Here you are: {} {\"more\": 1}",
    "{}\n\n{}", "\ufeff{}",
])
def test_wrapped_answers(wrapped: str) -> None:
    with serving(Reply(wrapped.replace("{}", json.dumps(ANSWER)))) as server:
        engine, _ = extractor(server.url)
        assert len(engine.extract(document()).facts) == 2
    assert len(server.asked) == 1


def test_an_answer_that_breaks_off_counts_as_far_as_it_goes() -> None:
    whole = json.dumps(ANSWER)
    with serving(Reply(whole[:whole.index("She founded") + 20])) as server:
        engine, _ = extractor(server.url)
        assert [f.predicate for f in engine.extract(document()).facts] == ["executiveOf"]


def test_an_answer_that_had_no_room_is_asked_for_in_halves(caplog: pytest.LogCaptureFixture) -> None:
    text = TEXT + "Nothing else happened in the town on that day.\n\n" * 15 + "Bolt bought Tarn.\n"
    whole = json.dumps(ANSWER)
    late = {"entities": [{"name": "Bolt", "type": "Company"}, {"name": "Tarn", "type": "Company"}],
            "facts": [{"quote": "Bolt bought Tarn.", "subject": "Bolt", "predicate": "acquired", "object": "Tarn"}]}
    with serving(Reply(whole[:whole.index("She founded")], finish="length"), good(), good(late)) as server:
        engine, _ = extractor(server.url)
        extraction = engine.extract(document(text))
    asked = [question["messages"][-1]["content"].partition("<text>\n")[2] for question in server.asked]
    assert [("Ann Lee" in part, "Tarn" in part) for part in asked] == [(True, True), (True, False), (False, True)]
    assert [f.predicate for f in extraction.facts] == ["executiveOf", "founderOf", "acquired"]
    assert text[slice(*extraction.facts[-1].sentence)] == "Bolt bought Tarn."
    assert not caplog.records


def test_where_halves_do_not_help_what_is_complete_counts_and_it_is_told(caplog: pytest.LogCaptureFixture) -> None:
    whole = json.dumps(ANSWER)
    with serving(Reply(whole[:whole.index("She founded")], finish="length")) as server:
        engine, _ = extractor(server.url)
        assert [f.predicate for f in engine.extract(document()).facts] == ["executiveOf"]
        assert len(server.asked) == 1
        assert caplog.messages == [
            f"tiny at {server.url} has no room for its whole answer about 'a.txt'; facts may be missing."]
        engine.extract(document(TEXT + "Nothing else happened in the town on that day.\n\n" * 200))
        assert 10 < len(server.asked) < 60 and len(caplog.messages) == 2
    with serving(Reply("<think>Hm", finish="length")) as server:
        engine, _ = extractor(server.url)
        with pytest.raises(ExtractionError, match=r"has no room for an answer about a\.txt; allow it more tokens\."):
            engine.extract(document())
        assert len(server.asked) == 1


@pytest.mark.parametrize(("body", "said"), [
    (b'{"error": {"message": "model not loaded"}}', "model not loaded"), (b'{"error": "no sk-secret"}', "no …"),
])
def test_an_error_under_the_status_of_an_answer_is_told(body: bytes, said: str) -> None:
    with serving(Reply(body=body)) as server:
        engine, _ = extractor(server.url, key="sk-secret")
        with pytest.raises(ExtractionError, match=rf"^tiny at \S+ answered with an error: {said}\.$"):
            engine.extract(document())
    assert len(server.asked) == 1


def test_no_error_is_no_error() -> None:
    body = json.dumps({"error": None, "choices": [{"message": {"content": json.dumps(ANSWER)}}]}).encode()
    with serving(Reply(body=body)) as server:
        engine, _ = extractor(server.url)
        assert len(engine.extract(document()).facts) == 2


@pytest.mark.parametrize("bad", [
    Reply("I am sorry, I cannot do that."), Reply(""), Reply(None), Reply("[" * 100_000), Reply('{"entities": 1}'),
    Reply("{" * 5000), Reply(body=b"not json"), Reply(body=b"\xff\xfe"), Reply(body=b'{"choices": []}'),
    Reply(body=b'{"choices": [{"message": "x"}]}'), Reply('{"entities": ' + "9" * 5000),
])
def test_a_malformed_answer_is_asked_for_once_more(bad: Reply) -> None:
    with serving(bad, good()) as server:
        engine, _ = extractor(server.url)
        assert len(engine.extract(document()).facts) == 2
    assert len(server.asked) == 2
    with serving(bad) as server:
        engine, _ = extractor(server.url)
        with pytest.raises(ExtractionError, match=r"tiny at .* gave no usable answer about a\.txt, twice\."):
            engine.extract(document())
    assert len(server.asked) == 2


@pytest.mark.parametrize("odd", [
    {"entities": [], "facts": []},
    {"entities": [None, 1, "Bolt", {"name": 3, "type": "Company"}, {"name": "Bolt"}, {"type": "Company"}], "facts": {}},
    {"entities": {"name": "Bolt"}, "facts": [[], {}, {"quote": ["x"], "subject": 1, "predicate": None}]},
    {"entities": [{"name": "it", "type": "Company"}, {"name": "the firm", "type": "Company"},
                  {"name": "Bol", "type": "Company"}, {"name": "…", "type": "Company"}], "facts": []},
])
def test_entries_of_another_shape_are_left_out(odd: object) -> None:
    with serving(good(odd)) as server:
        engine, _ = extractor(server.url)
        extraction = engine.extract(document())
    assert extraction.entities == () and extraction.facts == ()
    assert len(server.asked) == 1


def test_a_busy_endpoint_is_asked_again_when_it_says() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    with serving(Reply("", 429, headers={"Retry-After": "7"}), Reply("", 429, headers={"Retry-After": later}),
                 Reply("", 503, headers={"Retry-After": "soon"}), good()) as server:
        engine, waits = extractor(server.url)
        assert engine.extract(document()).facts
    assert waits[0] == 7 and 10 < waits[1] <= 20 and waits[2] == 4  # the third is the doubled backoff


def test_patience_ends() -> None:
    body = json.dumps({"error": {"message": "Rate limit reached.", "type": "requests"}}).encode()
    with serving(Reply(status=429, body=body, headers={"Retry-After": "9999"})) as server:
        engine, waits = extractor(server.url, attempts=3)
        with pytest.raises(ExtractionError, match=r"^tiny at \S+ answered 429: Rate limit reached\.$"):
            engine.extract(document())
        assert waits == [60, 60] and len(server.asked) == 3
        with pytest.raises(ExtractionError):  # it is there, so the next document gets the same patience
            engine.extract(document("Acme."))
        assert len(server.asked) == 6


def test_a_broken_endpoint_backs_off_and_recovers() -> None:
    with serving(Reply("", 500), Reply("", 502, body=b"<html>Bad gateway</html>"), good()) as server:
        engine, waits = extractor(server.url)
        assert engine.extract(document()).facts
    assert waits == [1, 2]


@pytest.mark.parametrize(("status", "body", "said"), [
    (401, b'{"error": {"message": "Incorrect key sk-secret given."}}', "answered 401: Incorrect key … given."),
    (404, b'{"error": "model tiny not found"}', "answered 404: model tiny not found."),
    (400, b"no such thing", "answered 400: no such thing."),
    (307, b"", "answered 307."),
])
def test_a_refusal_is_final_and_does_not_show_the_key(status: int, body: bytes, said: str) -> None:
    headers = {"Location": "http://127.0.0.1:9/elsewhere"} if status == 307 else {}
    with serving(Reply(status=status, body=body, headers=headers)) as server:
        engine, waits = extractor(server.url, key="sk-secret")
        with pytest.raises(ExtractionError) as caught:
            engine.extract(document())
    assert str(caught.value) == f"tiny at {server.url} {said}"
    assert waits == [] and len(server.asked) == 1


def test_options_that_a_server_does_not_know_are_left_out() -> None:
    refusal = Reply(status=400, body=b'{"error": {"message": "Unsupported value: temperature"}}')
    with serving(refusal, good()) as server:
        engine, _ = extractor(server.url)
        assert engine.extract(document()).facts
        engine.extract(document("Acme."))
    assert ["temperature" in asked for asked in server.asked] == [True, False, False]
    assert all("response_format" in asked for asked in server.asked)


def test_time_outs() -> None:
    over = threading.Event()
    with serving(Reply("", before=lambda: over.wait(5))) as server:
        engine, waits = extractor(server.url, timeout=0.1, attempts=2)
        with pytest.raises(ExtractionError, match=r"did not answer within 0\.1 seconds\.$"):
            engine.extract(document())
        assert waits == [1] and len(server.asked) == 2
        with pytest.raises(ExtractionError):  # while it is away, no document waits for more than one attempt
            engine.extract(document("Acme."))
        over.set()
        assert len(server.asked) == 3
        server.script[:] = [good()]
        engine.endpoint.patience = Patience()
        assert engine.extract(document()).facts


def test_an_answer_that_trickles_times_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        done = threading.Event()

        def trickle() -> None:
            with listening.accept()[0] as connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
                while not done.wait(0.03):
                    try:
                        connection.sendall(b" ")
                    except OSError:
                        return

        thread = threading.Thread(target=trickle)
        thread.start()
        engine, _ = extractor(f"http://127.0.0.1:{listening.getsockname()[1]}/v1", timeout=0.2, attempts=1)
        with pytest.raises(ExtractionError, match="did not answer within"):
            engine.extract(document())
        done.set()
        thread.join()


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    engine, waits = extractor(f"http://127.0.0.1:{port}/v1")
    with pytest.raises(ExtractionError, match=r"tiny at \S+ cannot be reached: Connection refused\."):
        engine.extract(document())
    assert waits == [1, 2, 4]


def test_an_answer_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsgraph.extraction.engines.endpoint._LARGEST", 1000)
    with serving(Reply("x" * 5000)) as server:
        engine, _ = extractor(server.url)
        with pytest.raises(ExtractionError, match="answered more than"):
            engine.extract(document())


@pytest.mark.parametrize("name", [
    "openai:", "openai:#m", "openai:localhost:11434#m", "openai:ftp://a/v1#m", "openai:file:///etc/passwd#m",
    "openai:http://#m", "openai:http://a:b/v1#m", "openai:http://host/v1", "openai:http://host/v1#",
    "openai:http://me:secret@host/v1#m", "openai:http://ho st/v1#m", "openai:http://höst/v1#m", "openai:http://[/v1#m",
    "openai:http://host:99999/v1#m", "other:thing",
])
def test_what_is_no_endpoint_is_one_clear_error(name: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        engines.load(name)
    said = str(caught.value)
    assert said.endswith(".") and "\n" not in said and "secret" not in said


def test_an_odd_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-se\ncret")
    with pytest.raises(ExtractionError, match="characters that no key has") as caught:
        engines.load("openai:http://localhost/v1#m")
    assert "cret" not in str(caught.value)


def test_a_long_text_is_asked_about_in_pieces_and_read_as_one() -> None:
    text = TEXT + "Nothing else happened in the town on that day.\n\n" * 200 + "Bolt bought Tarn.\n"
    late = {"entities": [{"name": "Bolt", "type": "Company"}, {"name": "Tarn", "type": "Company"}],
            "facts": [{"quote": "Bolt bought Tarn.", "subject": "Bolt", "predicate": "acquired", "object": "Tarn"},
                      {"quote": "said Ann Lee, chief executive of Bolt", "subject": "Ann Lee",
                       "predicate": "executiveOf", "object": "Bolt"}]}
    with serving(good(), good(late)) as server:
        engine, _ = extractor(server.url)
        (extraction,) = engine.pipe([document(text)])
    assert len(server.asked) == 2
    # The second piece does not hold the quote of the last fact, which its own answer claims.
    assert [f.predicate for f in extraction.facts] == ["executiveOf", "founderOf", "acquired"]
    assert [e.name for e in extraction.entities if "Bolt" in e.name] == ["Bolt Motors Inc."]
    assert text[slice(*extraction.facts[-1].sentence)] == "Bolt bought Tarn."


def test_one_bad_document_stops_nothing_and_costs_nobody_twice() -> None:
    from newsgraph.graph.building import Tally, extracted

    documents = [document(f"{TEXT}{i}", f"{i}.txt") for i in range(3)]
    with serving(good(), Reply("?"), Reply("?"), Reply("?"), Reply("?"), good()) as server:
        engine, _ = extractor(server.url)
        tally = Tally()
        found = list(extracted([], extractor=engine, documents=documents, tally=tally))
    assert [e.document.id for e in found] == ["0.txt", "2.txt"]
    assert [s.source for s in tally.skipped] == ["1.txt"] and "no usable answer about 1.txt" in tally.skipped[0].reason
    assert len(server.asked) == 6  # one for each good document; two for the bad one, which is tried twice
