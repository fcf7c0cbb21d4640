"""The portrait shows a person her own words, and nothing else about her."""

import re

import docx
import pandas as pd
import pypdf
import pytest

from softskills.errors import InputError, LanguageError
from softskills.report.document import Fields, Heading, Paragraph, Quote
from softskills.report.portrait import portrait
from softskills.report.wording import LANGUAGES, say

TEXT = "I kept the accounts. <script>x</script> I fixed the tap. I planned the week. It rained."


@pytest.fixture
def stories():
    return pd.DataFrame(
        {
            "narrative_id": ["n2", "n1", "n3"],
            "participant": ["anna-7", "anna-7", "berit-9"],
            "text": [TEXT, "Jeg skrev lister over avtalene.", "SECRET of another woman."],
            "language": ["en", "nb", "en"],
        }
    )


def _hit(story, sentence, competence, status="suggested", **more):
    start = TEXT.find(sentence) if story == "n2" else 0
    row = {"narrative_id": story, "start": start, "end": start + len(sentence), "evidence": sentence}
    row |= {"language": "nb" if story == "n1" else "en", "competence": competence, "status": status}
    return row | {"probability": 0.87654, "decision": None} | more


@pytest.fixture
def hits():
    return pd.DataFrame(
        [
            _hit("n1", "Jeg skrev lister over avtalene.", "A1"),
            _hit("n2", "I planned the week.", "A1", "uncertain"),
            _hit("n2", "I kept the accounts.", "A2"),
            _hit("n2", "<script>x</script> I fixed the tap.", "E1"),
            _hit("n2", "It rained.", "NONE", "none"),
            _hit("n3", "SECRET of another woman.", "A1"),
        ]
    )


def _quotes(made):
    return [block.text for block in made.document.blocks if isinstance(block, Quote)]


def test_her_sentences_by_competence_in_the_order_she_told_them(hits, stories):
    made = portrait(hits, stories, participant="anna-7", language="nb")
    assert _quotes(made) == [
        "I planned the week.",
        "Jeg skrev lister over avtalene.",
        "I kept the accounts.",
        "<script>x</script> I fixed the tap.",
    ]
    headings = [block.text for block in made.document.blocks if isinstance(block, Heading) and block.level == 2]
    assert headings == [
        "Planlegge og samordne hverdagen",
        "Forvalte penger og ressurser",
        "Løse problemer og improvisere",
    ]
    assert [block.language for block in made.document.blocks if isinstance(block, Quote)] == ["en", "nb", "en", "en"]


def test_each_line_says_who_suggested_and_who_decides(hits, stories):
    made = portrait(hits, stories, participant="anna-7", language="nb")
    sources = [block.source for block in made.document.blocks if isinstance(block, Quote)]
    assert all("av et program" in source and "bestemt av deg" in source for source in sources)
    assert ["usikkert" in source for source in sources] == [True, False, False, False]
    assert sum(isinstance(block, Fields) for block in made.document.blocks) == 1 + 3 + 1  # name, each group, the rest


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_hers_and_tells_no_score_in_every_language(hits, stories, language):
    page = portrait(hits, stories, participant="anna-7", language=language).document.html()
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    assert say("portrait", "yours", language=language) in page.replace("&#39;", "'")
    assert not re.search(r"0[.,]8|%|anna|berit|SECRET|n1|n2|probab", body)
    assert "&lt;script&gt;" in body and "<script" not in body
    assert 'lang="en">' in body and "manage time" in body  # words for a CV


def test_every_key_has_every_language():
    keys = "title subject yours what found line unsure more add cv missing missing_text nothing name synthetic".split()
    texts = [say("portrait", key, language=code) for key in keys for code in LANGUAGES]
    assert all(texts) and all(text.count("☐") in {0, 2} for text in texts)


def test_decisions_hold(hits, stories):
    hits.loc[hits["competence"] == "A2", "decision"] = "rejected"
    hits.loc[hits["status"] == "uncertain", "decision"] = "accepted"
    hits.loc[hits["competence"] == "E1", "decision"] = "changed"
    made = portrait(hits, stories, participant="anna-7", language="nb")
    assert _quotes(made) == ["I planned the week.", "Jeg skrev lister over avtalene."]
    assert "usikkert" not in made.document.html()
    changed = portrait(hits.assign(changed_to="A3"), stories, participant="anna-7", language="nb")
    assert "Prioritere, ta ansvar, følge opp" in changed.document.html()


def test_few_sentences_and_a_word_that_there_are_more(hits, stories):
    more = pd.concat([hits, pd.DataFrame([_hit("n2", "It rained.", "A1", "uncertain", probability=0.1)])])
    made = portrait(more, stories, participant="anna-7", language="nb", sentences=2)
    assert _quotes(made)[:2] == ["I planned the week.", "Jeg skrev lister over avtalene."]
    assert say("portrait", "more", language="nb") in made.document.html()


def test_without_evidence_column_the_story_itself_is_cut(hits, stories):
    made = portrait(hits.drop(columns="evidence"), stories, participant="anna-7", language="nb")
    assert "I kept the accounts." in _quotes(made)


def test_her_own_language_is_the_default(hits, stories):
    assert portrait(hits, stories, participant="anna-7").language == "en"  # three of four sentences
    assert portrait(hits.assign(language="nn"), stories, participant="anna-7").language == "nb"
    with pytest.raises(LanguageError, match="are in so; portraits are written in en, nb"):
        portrait(hits.assign(language="so"), stories, participant="anna-7")


def test_nothing_found_is_no_verdict_on_her(hits, stories):
    none = hits[hits["status"] == "none"]
    made = portrait(none, stories, participant="anna-7", language="fr")
    texts = [block.text for block in made.document.blocks if isinstance(block, Paragraph)]
    assert say("portrait", "nothing", language="fr") in texts and not _quotes(made)


def test_made_up_stories_say_so(hits, stories):
    made = portrait(hits, stories.assign(synthetic=True), participant="anna-7", language="sk")
    assert say("portrait", "synthetic", language="sk") in made.document.html()
    partly = stories.assign(synthetic=[True, False, True])
    assert "jazykový model" not in portrait(hits, partly, participant="anna-7", language="sk").document.html()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda h, s: (h, s, "anna-8"), "no story of participant 'anna-8' .did you mean 'anna-7'"),
        (lambda h, s: (h, s.drop(columns="participant"), "anna-7"), "no column 'participant'"),
        (lambda h, s: (h[h["narrative_id"] == "n3"], s, "anna-7"), "none of the 2 stories of this participant was mapped"),
        (lambda h, s: (h.drop(columns="status"), s, "anna-7"), "no column 'status'"),
        (lambda h, s: (h.replace("E1", "X9"), s, "anna-7"), "name 'X9'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(hits, stories, change, message):
    suggestions, experiences, participant = change(hits, stories)
    with pytest.raises(InputError, match=message):
        portrait(suggestions, experiences, participant=participant, language="nb")


def test_tables_are_left_alone_and_every_format_opens(hits, stories, tmp_path):
    before = hits.copy(), stories.copy()
    made = portrait(hits, stories, participant="anna-7", language="es")
    pd.testing.assert_frame_equal(hits, before[0])
    pd.testing.assert_frame_equal(stories, before[1])
    word = docx.Document(made.to_docx(tmp_path / "p.docx"))
    assert "<script>x</script> I fixed the tap." in [p.text for p in word.paragraphs if p.style.name == "Quote"]
    assert not word.core_properties.author
    paper = pypdf.PdfReader(made.to_pdf(tmp_path / "p.pdf"))
    assert len(paper.pages) <= 2 and "Esta hoja es tuya." in paper.pages[0].extract_text()
    assert made.to_html(tmp_path / "p.html").exists() and made._repr_html_().startswith("<iframe")
