import numpy as np
import pandas as pd
import pytest

from softskills.errors import InputError, TableError
from softskills.validate.pairs import FLIP_COLUMNS, flips, identity_swap, pair_decisions
from softskills.validate.perturb import CHANGES, perturb
from softskills.validate.robustness import ROBUSTNESS_COLUMNS, flipped_share, robustness

KEYWORDS = {"cooked": "A1", "Anna": "C1", "médico": "F1", "budget": "A2"}


class Keywords:
    """Suggests a competence at each keyword, as it is written; everything else is none."""

    def __init__(self):
        self.calls = 0

    def map(self, experiences, *, evidence=True, progress=True):
        self.calls += 1
        rows = []
        for story in experiences.to_dict("records"):
            found = [(word, story["text"].find(word)) for word in KEYWORDS if word in story["text"]]
            base = {"narrative_id": story["narrative_id"], "language": story.get("language", "en")}
            rows += [
                base | {"competence": KEYWORDS[word], "end": place + len(word), "status": "suggested"}
                for word, place in found
            ] or [base | {"competence": "NONE", "end": len(story["text"]), "status": "none"}]
        return pd.DataFrame(rows)


def told(count=12, text="I cooked for Anna. Then I made a budget, alone.", **more):
    return pd.DataFrame({"narrative_id": [f"n{i}" for i in range(count)], "text": text, "language": "en", **more})


TEXTS = {
    "nb": "Så jeg tok ansvar, hver dag: først ungene, så svigermor på Østlandet. Det gikk – «bra», sa hun.",
    "es": "¿Quién lo hacía? Yo, claro; mañana y tarde, con el niño enfermo.",
    "fr": "J'ai préparé les repas, puis j'ai rempli le formulaire d'inscription à l'école.",
    "sk": "Každé ráno som vstávala o piatej, vždy som všetko stihla.",
    "pl": "Zawsze łączyłam pracę z opieką; źle spałam, ale dawałam radę.",
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("language", list(TEXTS))
def test_a_change_is_small_and_the_same_each_time(change, language):
    text = TEXTS[language]
    changed = perturb(text, change, language=language, share=0.5)
    assert changed == perturb(text, change, language=language, share=0.5)
    assert changed != text or change == "length"
    if change == "length":
        assert text.startswith(changed) and changed
    if change == "punctuation":
        assert [letter for letter in text if letter.isalnum()] == [letter for letter in changed if letter.isalnum()]
        assert "  " not in changed
    if change == "diacritics":
        assert changed.isascii() or all(
            ord(letter) > 0x2000 or letter in "«»¿" for letter in changed if not letter.isascii()
        )
    if change == "typing":
        assert len(changed.split()) == len(text.split())
        pairs = zip(text.split(), changed.split(), strict=True)
        assert all(one == other for one, other in pairs if len(one) < 4)


def test_perturb_edges():
    assert perturb("", "length") == "" and perturb("", "typing") == ""
    assert perturb("Word by word", "typing", share=0) == "Word by word"
    assert perturb("Noen tok den – alene.", "punctuation") == "Noen tok den alene"
    assert perturb("mother-in-law's", "punctuation") == "mother-in-law's"
    assert perturb("home—work", "punctuation") == "home work"
    assert perturb("One.\nTwo.", "punctuation") == "One \nTwo"
    assert perturb("I cooked. I slept. I sang.", "length", language="en") == "I cooked. I slept."
    errors = [perturb("everybody carried something heavy together", "typing", share=0.9, seed=seed) for seed in (1, 2)]
    assert errors[0] != errors[1]
    with pytest.raises(InputError, match="did you mean 'typing'"):
        perturb("x", "typin")
    with pytest.raises(InputError, match="share is 2"):
        perturb("x", "typing", share=2)


def test_decisions_that_flip_are_counted():
    exp = told(participant=[f"p{i // 2}" for i in range(12)])
    before = exp.copy()
    table = robustness(Keywords(), exp).set_index(["change", "language"])
    assert table.reset_index().columns.tolist() == ROBUSTNESS_COLUMNS
    assert table.loc[("case", "all"), ["decisions", "persons", "units"]].tolist() == [36, 6, 24]
    assert table.loc[("case", "all"), "flipped"] == pytest.approx(1 / 3)  # Anna, of three keywords
    assert table.loc[("case", "all"), "note"] == "no interval: it is the same in every draw"
    assert table.loc[("punctuation", "en"), "flipped"] == 0
    # The second half is cut away: the budget in it is no decision of the first.
    assert table.loc[("length", "all"), ["decisions", "flipped"]].tolist() == [24, 0]
    pd.testing.assert_frame_equal(exp, before)


def test_languages_have_rows_of_their_own_and_small_ones_say_so():
    exp = pd.concat([told(), told(3, "Fui al médico.").assign(language="es", narrative_id=["a", "b", "c"])])
    table = robustness(Keywords(), exp, changes="diacritics").set_index("language")
    assert table.index.tolist() == ["all", "en", "es"]
    assert table.loc["all", "flipped"] == pytest.approx(3 / 39)
    assert table.loc["all", "low"] < 3 / 39 < table.loc["all", "high"]
    assert table.loc["es", "note"] == "only 3 decisions; at least 10 are needed" and np.isnan(
        table.loc["es", "flipped"]
    )
    nothing = robustness(Keywords(), told(text="It rained."), changes=["case"])
    assert nothing["note"].iloc[0] == "nothing was suggested; at least 10 are needed"
    with pytest.raises(InputError, match="did you mean 'case'"):
        robustness(Keywords(), exp, changes=["cases"])


def test_intervals_draw_persons():
    one = flipped_share(np.repeat([1.0, 0.0], 20), np.full(40, 2.0), pd.Series(range(40)), resamples=300, seed=0)
    few = flipped_share(
        np.repeat([1.0, 0.0], 20), np.full(40, 2.0), pd.Series(np.arange(40) // 5), resamples=300, seed=0
    )
    assert few["high"] - few["low"] > 1.5 * (one["high"] - one["low"])
    none = flipped_share(np.ones(12), np.full(12, 2.0), pd.Series(["p"] * 12), resamples=300, seed=0)
    assert none["note"] == "no interval: fewer than 5 persons" and none["flipped"] == 0.5
    # Where each person has one decision: Newcombe (1998), Statistics in Medicine 17, table I, method 3, 81 of 263
    alone = flipped_share(np.repeat([1.0, 0.0], [81, 182]), np.ones(263), pd.Series(range(263)), resamples=9, seed=0)
    assert (round(alone["low"], 4), round(alone["high"], 4)) == (0.2553, 0.3662)
    with pytest.raises(InputError, match="resamples is -1"):
        flipped_share(np.ones(2), np.ones(2), pd.Series([1, 2]), resamples=-1, seed=0)


def pairs(count=12, **more):
    columns = {"kind": "agent", "language": "en", "text_a": "I cooked.", "text_b": "He slept.", "expected": "none"}
    return pd.DataFrame({"pair": [f"q{i}" for i in range(count)], **columns, **more})


def test_pairs_flip_as_expected_or_not():
    table = pd.concat(
        [
            pairs(),
            pairs(text_b="Mother cooked.", kind="negation", language="nb").assign(pair=lambda t: "n" + t["pair"]),
            pairs(text_a="Anna cooked.", text_b="Olga cooked.", kind="name", expected="same").assign(
                pair=lambda t: "m" + t["pair"]
            ),
            pairs(1, text_a="It rained.").assign(pair="empty"),
        ],
        ignore_index=True,
    )
    mapper = Keywords()
    result = flips(mapper, table)
    assert mapper.calls == 1 and result.columns.tolist() == FLIP_COLUMNS
    overall = result[result["language"] == "all"].set_index("change")
    assert overall["flipped"].to_dict() == {"agent": 1.0, "negation": 0.0, "name": 1.0}
    assert overall["units"].tolist() == [12, 12, 12]
    assert overall.loc["agent", "note"] == "1 pairs left out: nothing was suggested that could flip"
    assert overall.loc["agent", "low"] == pytest.approx(12 / (12 + 1.959964**2), abs=1e-5)  # Wilson
    each = pair_decisions(mapper, table).set_index("pair")
    assert each.loc["mq0", ["before", "after"]].tolist() == ["A1 C1", "A1"]
    assert not each.loc["mq0", "as_expected"] and each.loc["q0", "as_expected"]


def test_only_the_competence_at_stake_is_looked_at():
    table = pairs(1, text_a="Anna cooked.", text_b="Anna slept.", competence="A1")
    assert pair_decisions(Keywords(), table)["as_expected"].tolist() == [True]
    assert pair_decisions(Keywords(), table.drop(columns="competence"))["as_expected"].tolist() == [False]


def test_pairs_that_cannot_be_used_are_named():
    with pytest.raises(TableError, match="row 3 has no text_b"):
        flips(Keywords(), pairs(2, text_b=["x", " "]))
    with pytest.raises(TableError, match="row 2 expects 'other'"):
        flips(Keywords(), pairs(1, expected="other"))
    with pytest.raises(TableError, match="'q0' stands twice"):
        flips(Keywords(), pd.concat([pairs(1), pairs(1)]))
    with pytest.raises(TableError, match="no column 'kind'"):
        flips(Keywords(), pairs().drop(columns="kind"))
    with pytest.raises(TableError, match="no rows"):
        flips(Keywords(), pairs(0))
    assert flips(Keywords(), pairs(language=None))["language"].tolist() == ["all", "unknown"]


def test_identities_change_places_and_only_whole_words_do():
    exp = told(2, "Annabel, anna and Anna met Olga. My mother and Mother's sister.", participant=["p1", "p2"])
    swaps = pd.DataFrame({"kind": "name", "from": ["Anna", "Olga", "mother"], "to": ["Olga", "Anna", "father"]})
    result = identity_swap(exp, swaps)
    assert result["text_b"].iloc[0] == "Annabel, anna and Olga met Anna. My father and Father's sister."
    assert result["replaced"].tolist() == [4, 4] and result["participant"].tolist() == ["p1", "p2"]
    assert result["expected"].eq("same").all() and result["pair"].is_unique
    assert flips(Keywords(), result)["note"].iloc[0].startswith("only 2 pairs")


def test_swaps_hold_for_their_language():
    exp = told(1, "Rosa e la rosa")
    swaps = pd.DataFrame({"kind": ["n", "n"], "from": "Rosa", "to": ["Mary", "Maria"], "language": [None, "it"]})
    assert identity_swap(exp.assign(language="it"), swaps)["text_b"].tolist() == ["Maria e la rosa"]
    assert identity_swap(exp, swaps)["text_b"].tolist() == ["Mary e la rosa"]
    with pytest.raises(TableError, match="none of the words"):
        identity_swap(exp.assign(language="en"), swaps[1:])
    with pytest.raises(TableError, match="'Rosa' stands twice"):
        identity_swap(exp, swaps.assign(language="it"))
    with pytest.raises(TableError, match="row 3 has no to"):
        identity_swap(exp, swaps.assign(to=["x", None]))


def test_the_shipped_classifier_on_a_pair_of_short_stories(mapper):
    text = "I kept a budget in a notebook and compared prices in three shops every week."
    table = robustness(mapper, told(1, text + " It rained."), changes=["length"], uncertain=False)
    assert table[["language", "units", "decisions"]].values.tolist() == [["all", 2, 1], ["en", 2, 1]]
    assert table["note"].str.contains("at least 10 are needed").all()
    each = pair_decisions(mapper, pairs(1, text_a=text, text_b="It rained."), uncertain=False).iloc[0]
    assert each["before"] == "A2" and each["flipped"] and each["as_expected"]
