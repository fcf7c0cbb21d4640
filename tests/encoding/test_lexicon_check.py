import pytest

import softskills as sk
from softskills.cli import main
from softskills.encoding.bridge import Lexicon, packaged_lexicons
from softskills.errors import InputError
from softskills.files import read_table
from softskills.resources import resource

TINY = Lexicon("nb", {"jeg": "I", "vasker": "wash", "gulvet": "the floor"})


def test_figures_are_those_of_a_hand_count():
    found = sk.check_lexicon(TINY, ["Jeg vasker gulvet.", "Jeg danser danser"], most=5)
    assert (found.words, found.lowest, found.unknown) == (6, pytest.approx(1 / 3), (("danser", 2),))
    assert found.coverage == pytest.approx(4 / 6)
    assert found.retrieval is None


def test_wrong_numbers_are_named():
    with pytest.raises(InputError, match="no texts"):
        sk.check_lexicon(TINY, [])
    with pytest.raises(InputError, match="2 texts but 1 translations"):
        sk.check_lexicon(TINY, ["a", "b"], english=["c"])


@pytest.mark.parametrize("language", ["nb", "sk", "uk"])
def test_packaged_lexicons_let_translations_find_each_other(language):
    table = read_table(resource("data/lexicons") / f"check-{language}.tsv")
    found = sk.check_lexicon(packaged_lexicons()[language], table["text"].tolist(), english=table["english"].tolist())
    assert found.pairs == 100 and found.retrieval >= 0.97
    assert found.coverage >= {"nb": 0.97, "sk": 0.95, "uk": 0.85}[language]


@pytest.mark.parametrize(("language", "least"), [("nb", 0.97), ("sk", 0.95)])
def test_coverage_of_stories_that_were_not_used_to_build_them(language, least):
    units, _ = sk.seed_corpus("test")
    texts = units.loc[units["language"] == language, "text"].tolist()
    assert sk.check_lexicon(packaged_lexicons()[language], texts).coverage >= least


def test_command_line(tmp_path, capsys):
    path = tmp_path / "stories.csv"
    path.write_text("text,language,english\nJeg vasker.,nb,I wash.\nI cook.,en,I cook.\n", encoding="utf-8")
    lexicon = tmp_path / "nb.tsv"
    lexicon.write_text("jeg\tI\n", encoding="utf-8")
    assert main(["lexicon", "check", str(path), "--language", "nb", "--lexicon", str(lexicon)]) == 0
    out = capsys.readouterr().out
    assert "2 running words, 50.0%" in out and "vasker 1" in out and "100% of 1 texts" in out
    assert main(["lexicon", "check", str(path), "--language", "xx"]) == 1
    assert "--lexicon" in capsys.readouterr().err
