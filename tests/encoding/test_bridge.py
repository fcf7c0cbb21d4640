import pytest
from hypothesis import given
from hypothesis import strategies as st

from softskills.encoding.bridge import Lexicon, packaged_lexicons, read_lexicon
from softskills.errors import InputError

NB = Lexicon(
    "nb",
    {
        "jeg": "I",
        "passe": "fit",
        "på": "on",
        "passe på": "look after",
        "barn": "child",
        "hage": "garden",
        "mat": "food",
        "hus": "house",
        "seg": "-",
    },
)
SK = Lexicon("sk", {"pomáhať": "help", "variť": "cook", "som": "I", "mama": "mother", "môcť": "can", "niesť": "carry"})


@pytest.mark.parametrize(
    ("text", "gloss"),
    [
        ("Jeg passe på barn", "I look after child"),
        ("barnehage", "child garden"),
        ("husets mat", "house food"),
        ("Jeg, 12 barn!", "I , 12 child !"),
        ("seg", ""),
        ("ukjentord mat", "food"),
    ],
)
def test_norwegian(text, gloss):
    assert NB.gloss(text) == gloss


@pytest.mark.parametrize(
    ("text", "gloss"),
    [
        ("varila som", "cook I"),
        ("pomáham mame", "I help mother"),
        ("pomáhame", "we help"),
        ("nepomáhala som", "not help I"),
        ("mamu", "mother"),
        ("nemôžem", "I not can"),
        ("nesiem", "I carry"),
    ],
)
def test_slovak_person_and_negation_are_kept(text, gloss):
    assert SK.gloss(text) == gloss


def test_unknown_words_are_counted():
    assert NB.unknown(["Jeg blarf barn", "blarf"]) == ["blarf", "blarf"]
    assert NB.coverage("Jeg blarf") == 0.5
    assert NB.coverage("12 !") == 1.0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("mat\tfood\nhus house\n", "x.tsv:2: expected"),
        ("mat\tfood\tmeal\n", "x.tsv:1: expected"),
        ("mat\tfood\nmat\tmeal\n", "x.tsv:2: 'mat' has two glosses"),
        ("# only a comment\n", "no entries"),
        ("", "empty"),
    ],
)
def test_bad_lexicons_name_the_line(tmp_path, content, message):
    path = tmp_path / "x.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_lexicon(path, "nb")


@pytest.mark.parametrize("language", ["nb", "sk", "uk"])
def test_packaged_lexicons_are_large_and_plain(language):
    lexicon = packaged_lexicons()[language]
    assert sum(gloss != "-" for gloss in lexicon.entries.values()) > 4000
    assert max(len(gloss.split()) for gloss in lexicon.entries.values()) <= 6
    glosses = [
        gloss for gloss in lexicon.entries.values() if not gloss[0].isupper()
    ]  # names of places keep their letters
    odd = [gloss for gloss in glosses if not gloss.replace("é", "e").isascii()]
    assert len(odd) < 0.002 * len(lexicon.entries), odd


@pytest.mark.parametrize(("language", "least"), [("nb", 0.9), ("sk", 0.85)])
def test_packaged_lexicons_read_stories_they_were_not_made_from(language, least, samples):
    lexicon = packaged_lexicons()[language]
    own = samples.loc[samples["language"] == language, "text"]
    words = own.str.split().str.len()
    assert (own.map(lexicon.coverage) * words).sum() / words.sum() > least


@given(st.text(max_size=200))
def test_any_text_is_glossed(text):
    for lexicon in (NB, SK, *packaged_lexicons().values()):
        assert 0 <= lexicon.coverage(text) <= 1
        lexicon.gloss(text)


@pytest.mark.parametrize(
    ("text", "gloss"),
    [
        ("Jeg passe på Fatuma", "I look after Fatuma"),  # a capital inside a sentence: a name, read as it stands
        ("Fatuma mat", "food"),  # at the beginning it says nothing
        ("JEG MAT UKJENT", "I food"),  # nor where all is written so
        ("Jeg Hushage", "I Hushage"),  # a name is not taken apart
    ],
)
def test_names_are_read_as_they_stand(text, gloss):
    assert NB.gloss(text) == gloss


def test_slovak_without_diacritics_is_found():
    assert SK.gloss("pomahat niest") == "help carry"


def test_numbers_in_one_word_are_taken_apart():
    lexicon = Lexicon("sk", {"tridsať": "thirty", "osem": "eight", "sto": "hundred"})
    assert lexicon.gloss("tridsaťosem stotridsaťosem") == "thirty eight hundred thirty eight"
    assert lexicon.look_up("tridsaťosx") is None
