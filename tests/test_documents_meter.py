"""How much has been read, as it is read."""

import io

from newsgraph.documents import Meter, Options, read

TEXT = "The company said on Monday that sales of its new cars rose in the spring.\n"


def test_a_folder_is_read_from_nothing_to_all(tmp_path):
    for i in range(10):
        (tmp_path / f"{i}.txt").write_text(TEXT * (i + 1))
    meter = Meter([tmp_path])
    shares = []
    for _ in read([tmp_path], options=Options(meter=meter)):
        shares.append(meter.share())
    assert shares == sorted(shares) and shares[0] < 0.1 and meter.share() == 1.0


def test_a_large_file_counts_as_it_is_read(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("".join('{"id": "%d", "text": "%s"}\n' % (i, TEXT.strip()) for i in range(5000)))  # noqa: UP031
    meter = Meter([path])
    estimates = [meter.estimate(done) for done, _ in enumerate(read([path], options=Options(meter=meter)), 1)]
    assert all(3500 < (found or 0) < 6500 for found in estimates[1500:])
    assert estimates[-1] == 5000


def test_what_is_not_known_is_not_guessed(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    meter = Meter([tmp_path, "-"])
    assert list(read([tmp_path, "-"], stdin=io.BytesIO(TEXT.encode()), options=Options(meter=meter)))
    assert meter.share() is None and meter.estimate(3) is None
    assert Meter([tmp_path / "absent"]).estimate(1) is None
