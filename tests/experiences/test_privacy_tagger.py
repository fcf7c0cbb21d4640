from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from softskills.errors import FingerprintError
from softskills.experiences.privacy import tagger
from softskills.experiences.privacy.found import Claims, Found
from softskills.experiences.privacy.tagged import doubted, tagged
from softskills.experiences.privacy.tagger import KINDS, Word, cut, tag
from softskills.resources import resource

STORY = "hei det er mora til yonis. han har glemt gymtøyet på skolen, kan du ta det med til oss i kveld?"


def found(text, words, language="nb", claimed=()):
    claims = Claims(len(text))
    claims.add_all(claimed)
    return [(one.kind, text[one.start : one.end]) for one in tagged(words, text, (language,), claims.free)]


def words_of(text, **kinds):
    """Every word of the text, those named with a kind certain, all others as good as none."""
    made, at = [], 0
    for word in text.replace(",", " ").replace(".", " ").split():
        at = text.index(word, at)
        made.append(Word(at, at + len(word), kinds.get(word, "PERSON"), 0.99 if word in kinds else 0.001))
        at += len(word)
    return made


def test_a_name_in_small_letters_that_no_list_has_is_found():
    (words,) = tag([STORY])
    best = max(words, key=lambda word: word.probability)
    assert STORY[best.start : best.end] == "yonis" and best.kind == "PERSON" and best.probability > 0.8
    assert [STORY[word.start : word.end] for word in words] == STORY.replace(".", "").replace(",", "").replace(
        "?", ""
    ).split()


def test_company_changes_nothing():
    alone = tag([STORY])[0]
    together = tag([STORY * 9, "", STORY, "Vivo en Cuenca."], workers=2)[2]
    assert [word[:2] for word in alone] == [word[:2] for word in together]
    np.testing.assert_allclose([w.probability for w in alone], [w.probability for w in together], atol=1e-3)


def test_a_text_longer_than_the_network_reads_is_read_to_its_end():
    text = "Hun gikk til butikken og kjøpte brød. " * 120 + "Da kom Shirin Haddad."
    words = tag([text])[0]
    assert [text[w.start : w.end] for w in words] == text.replace(".", "").split()
    assert all(word.probability > 0.5 for word in words[-2:])


def test_windows_end_with_a_sentence_and_leave_nothing_out():
    tokenizer = tagger._network().tokenizer
    text = "En to tre fire fem. " * 200
    windows = tagger._windows(text, tokenizer)
    assert len(windows) > 2 and all(text[window[-1][2] - 1] == "." for window in windows)
    assert "".join(text[begin:end] for window in windows for _, begin, end in window) == text.replace(" ", "")
    endless = tagger._windows("ab" * 190 + " c" * 10, tokenizer)  # one word longer than a window
    assert max(map(len, endless)) <= 220 and endless[-1][-1][2] == 400


def test_pieces_stand_where_the_text_has_them_also_beside_characters_that_become_several():
    tokenizer = tagger._network().tokenizer
    for chunk in ("Yonis…Haddad", "½Yonis", "ﬁYonis"):
        assert "".join(chunk[begin:end] for _, begin, end in cut(chunk, tokenizer)) == chunk
        assert any(begin == chunk.index("Y") for _, begin, _ in cut(chunk, tokenizer))


def test_neighbours_of_one_kind_are_one_find_and_persons_with_a_comma_two():
    text = "Jeg jobber i Nål og Tråd med Ana, Lea"
    words = words_of(text, Nål="EMPLOYER", og="EMPLOYER", Tråd="EMPLOYER", Ana="PERSON", Lea="PERSON")
    assert found(text, words) == [("EMPLOYER", "Nål og Tråd"), ("PERSON", "Ana"), ("PERSON", "Lea")]


def test_an_initial_takes_its_full_stop_along():
    text = "Til stede: Åse M. og jeg"
    assert found(text, words_of(text, Åse="PERSON", M="PERSON")) == [("PERSON", "Åse M.")]


def test_what_is_claimed_stays_claimed():
    text = "Vi bor i Oslo"
    claimed = [Found(9, 13, "PLACE", "list")]
    assert found(text, words_of(text, Oslo="EMPLOYER"), claimed=claimed) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Hun er fra Norge nå", {"Norge": "PLACE"}),  # a country, unless the network is certain
        ("Vi møttes 17. mai her", {"17": "DATE", "mai": "DATE"}),  # a feast
        ("Det kostet 40 kroner", {"40": "DATE"}),  # a lone number is no date
        ("Vi reiste i mai og kom hjem", {"mai": "DATE"}),  # a month alone
        ("Hun er på plass nå", {"på": "EMPLOYER"}),  # a small word by itself
    ],
)
def test_what_cannot_be_of_its_kind_stays(text, kinds):
    words = [word._replace(probability=min(word.probability, 0.96)) for word in words_of(text, **kinds)]
    assert found(text, words) == []


def test_a_word_of_the_dictionary_must_be_more_certain_than_one_that_none_has():
    text = "Jeg vasket hos brød og hos xandrik"
    words = [word._replace(probability=0.6) if word.end - word.start > 3 else word for word in words_of(text)]
    assert found(text, words) == [("PERSON", "xandrik")]


def test_a_birthday_on_a_feast_is_a_date():
    text = "bursdagen til mannen min 24. desember"
    assert found(text, words_of(text, **{"24": "DATE", "desember": "DATE"})) == [("DATE", "24. desember")]


def test_a_small_word_of_another_language_is_a_name():
    text = "Skriv til mia på mandag"
    assert found(text, words_of(text, mia="PERSON")) == [("PERSON", "mia")]


def test_a_name_that_is_certain_at_one_place_is_found_at_the_others():
    text = "naboen min Lykke kom. takk lykke. gi lykke"
    words = [
        word._replace(probability=0.2) if text[word.start] == "l" else word for word in words_of(text, Lykke="PERSON")
    ]
    assert found(text, words) == [("PERSON", "Lykke"), ("PERSON", "lykke"), ("PERSON", "lykke")]


def test_the_network_may_say_no_to_a_rule_but_not_to_what_was_added_by_hand_nor_to_a_number():
    nobody = doubted([Word(0, 6, "PERSON", 0.001), Word(7, 12, "PERSON", 0.5)], "Takken kommer i morgen")
    assert nobody(Found(0, 6, "PERSON", "capital", 0.7))
    assert not nobody(Found(0, 12, "PERSON", "capital", 0.7))  # one of its words may be a name
    assert not nobody(Found(0, 6, "PERSON", "added by hand", 1.0))
    assert not nobody(Found(0, 6, "PHONE", "form of a number", 0.9))
    assert not nobody(Found(20, 22, "PERSON", "capital", 0.7))  # not read, so not known
    again = doubted([Word(0, 6, "PERSON", 0.001), Word(7, 13, "PERSON", 0.5)], "Berget Berget")
    assert not again(Found(0, 6, "PERSON", "capital", 0.7))  # a name at its other place


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_words_in_order_within_it(text):
    (words,) = tag([text])
    borders = [border for word in words for border in (word.start, word.end)]
    assert borders == sorted(borders) and all(0 <= border <= len(text) for border in borders)
    assert all(word.kind in KINDS[1:] and 0 <= word.probability <= 1 for word in words)


def test_weights_for_other_kinds_are_refused(tmp_path, monkeypatch):
    weights = load_file(resource("data/tagger") / "weights.safetensors")
    save_file(weights | {"kind.w": weights["kind.w"][:-1].copy()}, tmp_path / "weights.safetensors")
    monkeypatch.setattr(tagger, "resource", lambda name: tmp_path if name == "data/tagger" else resource(name))
    with pytest.raises(FingerprintError, match="reinstall"):
        tagger._network.__wrapped__()


def test_the_folder_says_how_the_weights_were_made():
    folder = Path(resource("data/tagger"))
    assert {"README.md", "train.py", "weights.safetensors"} <= {path.name for path in folder.iterdir()}
