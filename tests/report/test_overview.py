import re
from html.parser import HTMLParser

import pandas as pd
import pytest

import softskills as sk
from softskills.errors import InputError, OutputError


class Tags(HTMLParser):
    """Checks that every tag is closed where it should be."""

    void = frozenset({"meta", "br", "hr", "link", "img"})

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page(mapper, samples, tmp_path_factory):
    made = sk.overview(mapper.map(samples), samples, framework=mapper.framework, mapper=mapper)
    return made.to_html(tmp_path_factory.mktemp("page") / "overview.html").read_text(encoding="utf-8")


def test_one_file_without_script_or_outside_address(page):
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    names = {tag for tag, _ in tags.seen}
    assert not names & {"script", "link", "img", "iframe", "object"}
    assert "http" not in re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    assert not any(name.startswith("on") for _, attributes in tags.seen for name in attributes)
    assert ("html", {"lang": "en"}) in tags.seen
    languages = {attributes["lang"] for tag, attributes in tags.seen if tag == "div" and "lang" in attributes}
    assert languages == {"nb", "es", "it", "fr", "sk", "en", "pl"}
    assert page.count("<table>") == page.count("<caption>")


def test_it_says_what_it_is_and_is_not(page, mapper):
    assert re.search(r"(\d+) of \1 stories are synthetic", page)
    assert "must not be used for hiring" in page
    assert mapper.framework.fingerprint in page and mapper.encoder.fingerprint in page
    assert "<mark" in page


def test_stories_are_escaped_and_only_shown_with_consent(mapper):
    exp = pd.DataFrame(
        {
            "narrative_id": ["yes", "no"],
            "text": [
                "<script>x</script> I put a little of each wage in an envelope for the rent. I gave him his insulin every morning.",
                "SECRET I put a little of each wage in an envelope for the rent. I gave him his insulin every morning.",
            ],
            "language": "en",
            "consent_scope": ["quotes", None],
        }
    )
    hits = mapper.map(exp)
    assert set(hits.loc[hits["area"] != "", "narrative_id"]) == {"yes", "no"}
    shown = sk.overview(hits, exp, framework=mapper.framework)._render("overview.html")
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert "SECRET" not in shown


def test_small_groups_are_not_shown(mapper, samples):
    few = samples[samples["country"] == "NO"].head(4)
    shown = sk.overview(mapper.map(few), few, framework=mapper.framework)
    assert all(cell["share"] is None for row in shown.facts["heat"]["rows"] for cell in row["cells"])


def test_labels_in_the_language_asked_for(mapper, samples):
    shown = str(sk.overview(mapper.map(samples), samples, framework=mapper.framework, language="nb"))
    assert "se behov" in shown


def test_an_existing_page_is_kept(mapper, samples, tmp_path):
    made = sk.overview(mapper.map(samples.head(2)), samples.head(2), framework=mapper.framework)
    made.to_html(tmp_path / "x.html")
    with pytest.raises(OutputError, match="exists already"):
        made.to_html(tmp_path / "x.html")
    assert made._repr_html_().startswith("<iframe")


def test_wrong_tables_are_named(samples, mapper):
    with pytest.raises(InputError, match="no column"):
        sk.overview(samples, samples, framework=mapper.framework)
