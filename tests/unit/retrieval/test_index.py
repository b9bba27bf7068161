"""One collection per mailbox, stable ids, one process at a time."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from records.errors import HomeBusy
from retrieval.chunking import Passage
from retrieval.index import ChromaIndex, IndexLock, collection_name


def passage(event: str, start: int) -> Passage:
    return Passage(f"{event}:{start}", event, start, start + 4, "text")


def rows(*places: int) -> np.ndarray:
    found = np.zeros((len(places), 8), np.float32)
    for row, place in enumerate(places):
        found[row, place] = 1.0
    return found


def test_the_nearest_passage_comes_first_with_its_place(tmp_path: Path) -> None:
    with ChromaIndex(tmp_path) as index:
        index.add("jana@x.example", [passage("a", 0), passage("a", 9), passage("b", 0)], rows(0, 1, 2))
        first = index.query(["jana@x.example"], rows(1)[0], 2)[0]
    assert (first.id, first.event_id, first.start, first.end) == ("a:9", "a", 9, 13)
    assert first.score == pytest.approx(1.0, abs=1e-5)


def test_a_question_sees_only_the_mailboxes_it_names(tmp_path: Path) -> None:
    with ChromaIndex(tmp_path) as index:
        index.add("jana", [passage("a", 0)], rows(0))
        index.add("tom", [passage("secret", 0)], rows(0))
        assert [near.event_id for near in index.query(["jana"], rows(0)[0], 10)] == ["a"]
        assert index.query([], rows(0)[0], 10) == []
        assert index.query(["nobody"], rows(0)[0], 10) == []


def test_a_passage_in_two_mailboxes_is_found_once(tmp_path: Path) -> None:
    with ChromaIndex(tmp_path) as index:
        index.add("jana", [passage("a", 0)], rows(0))
        index.add("tom", [passage("a", 0)], rows(0))
        assert len(index.query(["jana", "tom"], rows(0)[0], 10)) == 1


def test_adding_again_changes_nothing(tmp_path: Path) -> None:
    with ChromaIndex(tmp_path) as index:
        for _ in range(2):
            index.add("jana", [passage("a", 0), passage("b", 0), passage("b", 0)], rows(0, 1, 1))
        assert index.ids("jana") == {"a:0", "b:0"}


def test_deleted_events_are_gone_and_unknown_ones_no_error(tmp_path: Path) -> None:
    with ChromaIndex(tmp_path) as index:
        index.add("jana", [passage("a", 0), passage("a", 9), passage("b", 0)], rows(0, 1, 2))
        index.delete_events("jana", ["a", "never-seen"])
        index.delete_events("nobody", ["a"])
        assert index.ids("jana") == {"b:0"}


def test_a_rebuilt_mailbox_has_the_same_ids(tmp_path: Path) -> None:
    cut = [passage("a", i) for i in range(5)]
    with ChromaIndex(tmp_path) as index:
        index.add("jana", cut, rows(*range(5)))
        before = index.ids("jana")
        index.drop("jana")
        assert index.mailboxes() == []
        index.add("jana", cut, rows(*range(5)))
        assert index.ids("jana") == before


def test_what_was_written_is_there_after_a_restart_and_read_without_the_whole_client(tmp_path: Path) -> None:
    with ChromaIndex(tmp_path) as index:
        index.add("jana", [passage("a", 0), passage("b", 0)], rows(0, 1))
    script = (
        "import sys, numpy as np; from retrieval.index import ChromaIndex;"
        f"index = ChromaIndex({str(tmp_path)!r}); v = np.zeros(8, 'f'); v[1] = 1;"
        "print([n.id for n in index.query(['jana'], v, 1)], index.mailboxes(), 'chromadb' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['b:0'] ['jana'] False"


def test_reading_then_writing_in_one_process_sees_both(tmp_path: Path) -> None:
    with ChromaIndex(tmp_path) as index:
        index.add("jana", [passage("a", 0)], rows(0))
    with ChromaIndex(tmp_path) as index:
        assert len(index.query(["jana"], rows(0)[0], 5)) == 1
        index.add("jana", [passage("b", 0)], rows(1))
        assert [n.id for n in index.query(["jana"], rows(1)[0], 1)] == ["b:0"]
        assert len(index.query(["jana"], rows(0)[0], 5)) == 2


def test_a_second_process_gets_a_sentence_and_the_store_stays_whole(tmp_path: Path) -> None:
    with ChromaIndex(tmp_path) as index:
        index.add("jana", [passage("a", 0)], rows(0))
        with pytest.raises(HomeBusy, match="Another Promissory process"):
            ChromaIndex(tmp_path, wait=0.05).query(["jana"], rows(0)[0], 1)
        assert index.ids("jana") == {"a:0"}
    with IndexLock(tmp_path, wait=0.05):
        pass


def test_an_empty_index_answers_nothing(tmp_path: Path) -> None:
    with ChromaIndex(tmp_path / "new") as index:
        assert index.query(["jana"], rows(0)[0], 5) == []
        assert index.ids("jana") == set()


@pytest.mark.parametrize("mailbox", ["a", "jana@x.example", "Käthe/ü 💥", "x" * 600, "..", ""])
def test_any_mailbox_id_can_be_a_collection(tmp_path: Path, mailbox: str) -> None:
    assert 3 <= len(collection_name(mailbox)) <= 512
    with ChromaIndex(tmp_path) as index:
        index.add(mailbox, [passage("a", 0)], rows(0))
        assert index.mailboxes() == [mailbox]


def test_more_than_one_batch_goes_in(tmp_path: Path) -> None:
    many = [passage("a", i) for i in range(6_000)]
    with ChromaIndex(tmp_path) as index:
        index.add("jana", many, np.tile(np.eye(8, dtype=np.float32), (750, 1)))
        assert len(index.ids("jana")) == 6_000


def test_words_stay_with_their_passage_and_go_with_it(tmp_path: Path) -> None:
    cut = [passage("a", 0), passage("b", 0)]
    words = [np.full((n + 1, 48), n, np.uint8) for n in range(2)]
    with ChromaIndex(tmp_path) as index:
        index.add("jana", cut, rows(0, 1), words)
        index.add("tom", cut[:1], rows(0), words[:1])
    with ChromaIndex(tmp_path) as index:
        found = index.words(["jana"], ["a:0", "b:0", "never-seen:0"])
        assert set(found) == {"a:0", "b:0"} and (found["b:0"] == words[1]).all()
        assert index.words(["nobody"], ["a:0"]) == {} == index.words([], ["a:0"])
        index.delete_events("jana", ["a"])
        assert set(index.words(["jana", "tom"], ["a:0"])) == {"a:0"}
        index.delete_events("tom", ["a"])
        assert index.words(["jana", "tom"], ["a:0"]) == {}
        index.drop("jana")
        assert index.words(["jana"], ["b:0"]) == {}
    assert bytes(words[1]) not in b"".join(p.read_bytes() for p in tmp_path.glob("words.sqlite*"))
