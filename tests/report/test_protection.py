"""Does a report let small groups be worked out? Tried with a linear program that knows nothing of how it is prevented."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from softskills.errors import InputError
from softskills.report import counts as counting
from softskills.report.counts import OTHER, protect, read_seen
from softskills.report.protection import (
    UNPSEUDONYMISED,
    Partition,
    identifiers,
    inferred,
    mask,
    require_base,
    require_pseudonymised,
    rounded,
    safe_together,
    span,
)

COMPETENCES = ["A", "B", "C"]


@pytest.mark.parametrize("base", [3, 4, 5, 10])
def test_a_span_holds_exactly_the_counts_that_are_rounded_alike(base):
    for count in range(60):
        low, high = span(count, base)
        alike = [n for n in range(80) if rounded(n, base) == rounded(count, base)]
        assert (low, high) == (alike[0], alike[-1])
        assert rounded(count, base) % base == 0


def test_four_times_three_is_worked_out_and_so_withheld():
    assert inferred(span(12, 5), [span(3, 5)] * 4)[1] == [(3, 3)] * 4
    assert not safe_together(12, [Partition((3, 3, 3, 3), (False,) * 4, exact=True)], 5)


def _case(seed, *, several):
    """A sample of stories by chance: few people, uneven groups, rare and frequent competences."""
    rng = np.random.default_rng(seed)
    people = int(rng.integers(8, 60))
    stories = people + (int(rng.integers(people)) if several else 0)
    told = [f"p{i if i < people else rng.integers(people)}" for i in range(stories)]
    exp = pd.DataFrame({"narrative_id": [f"s{i}" for i in range(stories)], "participant": told})
    for column in ("country", "experience_source", "organisation", "mode"):
        groups = int(rng.integers(1, 7))
        exp[column] = rng.choice([f"{column}{k}" for k in range(groups)], stories, p=rng.dirichlet(np.ones(groups)))
    shares = dict(zip(COMPETENCES, rng.choice([0.05, 0.15, 0.3, 0.6], 3), strict=True))
    rows = [(s, c, True) for s in exp["narrative_id"] for c in COMPETENCES if rng.random() < shares[c]]
    empty = sorted(set(exp["narrative_id"]) - {story for story, _, _ in rows})
    seen = pd.DataFrame([*rows, *((s, "", False) for s in empty)], columns=["narrative_id", "competence", "sure"])
    return exp, seen


def _truth(exp, seen, counts):
    """Exact sizes, which the attacker lacks: of groups (merged as printed) and of competences in them."""
    exp, sure = exp.copy(), seen[seen["sure"]]
    truth = {"N": exp["participant"].nunique()}
    for competence in COMPETENCES:
        own = exp["narrative_id"].isin(sure.loc[sure["competence"] == competence, "narrative_id"])
        truth[competence] = exp.loc[own, "participant"].nunique()
        for column, printed in counts.groups.groupby("column"):
            group = exp[column].where(exp[column].isin(printed["group"]), OTHER)
            for name in printed["group"]:
                truth[column, name] = exp.loc[group == name, "participant"].nunique()
                truth[competence, column, name] = exp.loc[own & (group == name), "participant"].nunique()
    return truth


class Attack:
    """Everything that is printed, as bounds and sums, for a solver."""

    def __init__(self, counts, truth):
        self.base, self.bounds, self.index = counts.base, [], {}
        self.less, self.equal = [], []
        self._add("N", counts.persons)
        for column, printed in counts.groups.groupby("column"):
            keys = [(column, name) for name in printed["group"]]
            for key, number in zip(keys, printed["persons"], strict=True):
                self._add(key, number, hidden=(1, self.base - 1))
            self._parts("N", keys, truth)
        self._add("any", counts.any, hidden=(0, None))
        for competence, number in zip(counts.competences["competence"], counts.competences["persons"], strict=True):
            self._add(competence, number)
            self.less.append({competence: 1, "any": -1})
            for column, printed in counts.cells[counts.cells["competence"] == competence].groupby("column"):
                if printed["persons"].isna().all():
                    continue  # the whole row is withheld
                keys = [(competence, column, name) for name in printed["group"]]
                for key, cell in zip(keys, printed["persons"], strict=True):
                    self._add(key, cell, hidden=(0, self.base - 1))
                    self.less.append({key: 1, key[1:]: -1})
                self._parts(competence, keys, truth)
        self.less += [{"any": 1, **dict.fromkeys(COMPETENCES, -1)}, {"any": 1, "N": -1}]

    def _add(self, key, number, hidden=(0, None)):
        half, rest = self.base // 2, (self.base - 1) // 2
        self.index[key] = len(self.bounds)
        self.bounds.append(hidden if np.isnan(number) else (max(0, number - half), number + rest))

    def _parts(self, whole, keys, truth):
        if sum(truth[key] for key in keys) == truth[whole]:
            self.equal.append({whole: 1, **dict.fromkeys(keys, -1)})
        else:  # somebody is in two groups
            self.less.append({whole: 1, **dict.fromkeys(keys, -1)})
            self.less += [{key: 1, whole: -1} for key in keys]

    def _matrix(self, rows):
        matrix = np.zeros((len(rows), len(self.bounds)))
        for place, row in enumerate(rows):
            for key, factor in row.items():
                matrix[place, self.index[key]] = factor
        return matrix

    def given_away(self, truth):
        """Small groups of which the solver finds out that they are small and not empty, though no number says it."""
        less, equal = self._matrix(self.less), self._matrix(self.equal)
        right = {"A_ub": less, "b_ub": np.zeros(len(less)), "bounds": self.bounds}
        if len(equal):
            right |= {"A_eq": equal, "b_eq": np.zeros(len(equal))}
        attacked, found = 0, []
        for key, place in self.index.items():
            if key in {"N", "any"} or not 0 < truth[key] < self.base:
                continue
            attacked += 1
            goal = np.zeros(len(self.bounds))
            goal[place] = 1
            low, high = linprog(goal, **right).fun, -linprog(-goal, **right).fun
            if (low, high) != self.bounds[place] and low > 1e-6 and high < self.base - 1e-6:
                found.append((key, truth[key], low, high))
        return attacked, found


def _attacked(seeds):
    attacked, found = 0, []
    for seed in seeds:
        exp, seen = _case(seed, several=seed % 3 == 0)
        counts = protect(seen, exp, competences=COMPETENCES, base=5, merge_small=seed % 2 == 0)
        truth = _truth(exp, seen, counts)
        tried, given = Attack(counts, truth).given_away(truth)
        attacked, found = attacked + tried, found + given
    return attacked, found


def test_small_groups_cannot_be_worked_out_from_what_is_printed():
    attacked, found = _attacked(range(14))
    assert attacked > 80
    assert found == []


def test_rounding_alone_would_give_them_away(monkeypatch):
    monkeypatch.setattr(counting, "safe_together", lambda *given: True)
    assert _attacked(range(14))[1]


def test_all_that_leaves_is_a_multiple_of_the_base():
    exp, seen = _case(7, several=True)
    counts = protect(seen, exp, competences=COMPETENCES, base=5)
    numbers = [counts.persons, counts.stories, counts.unmapped, counts.any]
    for table in (counts.groups, counts.cells, counts.competences):
        numbers += table["persons"].dropna().tolist()
        shares = table["share"].dropna()
        assert shares.between(0, 1).all()
    assert all(number % 5 == 0 for number in numbers if number == number)
    cells = counts.cells.merge(counts.groups, on=["column", "group"], suffixes=("", "_group")).dropna()
    assert np.allclose(cells["share"], cells["persons"] / cells["persons_group"])


def test_small_groups_are_hidden_or_merged():
    ids = [f"s{i}" for i in range(17)]
    exp = pd.DataFrame({"narrative_id": ids, "country": ["NO"] * 10 + ["ES"] * 4 + ["IT"] * 3})
    seen = pd.DataFrame({"narrative_id": ids, "competence": "A", "sure": True})
    apart = protect(seen, exp, competences=["A"], base=5).groups.set_index("group")["persons"]
    assert apart["NO"] == 10 and apart[["ES", "IT"]].isna().all()
    merged = protect(seen, exp, competences=["A"], base=5, merge_small=True).groups.set_index("group")["persons"]
    assert merged.to_dict() == {"NO": 10, OTHER: 5}


def test_one_person_with_many_stories_is_one():
    exp = pd.DataFrame({"narrative_id": [f"s{i}" for i in range(26)], "participant": ["p"] * 20 + list("abcdef")})
    seen = pd.DataFrame({"narrative_id": exp["narrative_id"], "competence": "A", "sure": True})
    counts = protect(seen, exp, competences=["A"], base=5)
    assert (counts.persons, counts.stories) == (5, 25)
    exp["participant"] = None
    assert protect(seen, exp, competences=["A"], base=5).persons == 25


def test_fewer_persons_than_a_group_needs_make_no_report():
    exp = pd.DataFrame({"narrative_id": ["a", "b"]})
    seen = pd.DataFrame({"narrative_id": ["a", "b"], "competence": "A", "sure": True})
    with pytest.raises(InputError, match="fewer than 5 persons"):
        protect(seen, exp, competences=["A"], base=5)


def test_decisions_of_people_count_more_than_the_program():
    rows = [
        ("a", "A", "suggested", "rejected", ""),
        ("b", "A", "uncertain", "accepted", ""),
        ("c", "A", "suggested", "changed", "B"),
        ("d", "A", "suggested", "", ""),
        ("e", "NONE", "none", "", ""),
        ("f", "", "uncertain", "", ""),
    ]
    table = pd.DataFrame(rows, columns=["narrative_id", "competence", "status", "decision", "changed_to"])
    seen = read_seen(table.assign(start=0, end=5)).set_index("narrative_id")
    assert seen["competence"].to_dict() == {"a": "", "b": "A", "c": "B", "d": "A", "e": ""}
    assert seen.loc[["b", "c", "d"], "sure"].all()


def test_real_texts_must_be_pseudonymised_or_it_must_be_said():
    exp = pd.DataFrame({"narrative_id": ["a", "b"], "text": "x", "synthetic": ["true", None], "pseudonymised": None})
    with pytest.raises(InputError, match=r"row 3.*sk\.pseudonymise"):
        require_pseudonymised(exp, "")
    with pytest.raises(InputError, match="is not that sentence"):
        require_pseudonymised(exp, "yes")
    assert require_pseudonymised(exp, UNPSEUDONYMISED)
    assert not require_pseudonymised(exp.assign(pseudonymised="names-1"), "")
    assert not require_pseudonymised(exp.head(1), "")


@pytest.mark.parametrize("base", [0, 1, 2, 2.5, True, "5"])
def test_a_base_that_protects_nobody_is_refused(base):
    with pytest.raises(InputError, match="min_group"):
        require_base(base)


def test_names_are_masked_as_words():
    exp = pd.DataFrame({"narrative_id": ["no-01", "x"], "participant": ["Anna Li", None]})
    assert identifiers(exp) == ("Anna Li", "no-01")
    assert mask("ANNA LI said no-01, not no-012.", identifiers(exp)) == "[…] said […], not no-012."
