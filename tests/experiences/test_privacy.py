import stat
import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import softskills as sk
from softskills.errors import OutputError, TableError
from softskills.experiences.privacy import VERSION, KeyTable, _find, pseudonymise, reidentify


def table(*texts, **columns):
    return pd.DataFrame(
        {"narrative_id": [f"n{i}" for i in range(len(texts))], "text": pd.Series(texts, dtype="object"), **columns}
    )


def clean(text, language=None):
    return sk.pseudonymise(table(text, language=language)).experiences["text"][0]


REPLACED = [
    ("Skriv til ida.berg@example.org i dag.", "Skriv til [EMAIL-1] i dag."),
    ("Se https://example.org/a?b=1, der.", "Se [URL-1], der."),
    ("Jeg er @ida_b der.", "Jeg er [HANDLE-1] der."),
    ("Mi cuenta es ES91 2100 0418 4502 0005 1332 y ya.", "Mi cuenta es [IBAN-1] y ya."),
    ("Mam konto SK31 1200 0000 1987 4263 7541.", "Mam konto [IBAN-1]."),
    ("Fødselsnummer 010190 00083 sto der.", "Fødselsnummer [NATIONAL-ID-1] sto der."),
    ("Mi DNI es 12345678Z.", "Mi DNI es [NATIONAL-ID-1]."),
    ("NIE X1234567L, sí.", "NIE [NATIONAL-ID-1], sí."),
    ("Il codice RSSMRA85T10A562S è mio.", "Il codice [NATIONAL-ID-1] è mio."),
    ("Mon numéro 85.07.30-033.28 est là.", "Mon numéro [NATIONAL-ID-1] est là."),
    ("Rodné číslo 855130/1000 mám.", "Rodné číslo [NATIONAL-ID-1] mám."),
    ("PESEL 44051401359 wpisałam.", "PESEL [NATIONAL-ID-1] wpisałam."),
    ("Ring +47 912 34 567 nå.", "Ring [PHONE-1] nå."),
    ("Ring 912 34 567 eller 91 23 45 67.", "Ring [PHONE-1] eller [PHONE-1]."),
    ("Llama al 612 345 678.", "Llama al [PHONE-1]."),
    ("Mój numer to 601 234 567.", "Mój numer to [PHONE-1]."),
    ("Appelle le 0471 23 45 67.", "Appelle le [PHONE-1]."),
    ("Volaj 0905 123 456.", "Volaj [PHONE-1]."),
    ("Appelle le 06.12.34.56.78 ou le 0612345678.", "Appelle le [PHONE-1] ou le [PHONE-1]."),
    ("Llama al 612-345-678.", "Llama al [PHONE-1]."),
    ("Ring 912\u00a034\u00a0567.", "Ring [PHONE-1]."),
    ("Moje 0905123456 je tam.", "Moje [PHONE-1] je tam."),
    ("Jeg er født 3.4.1985 i sør.", "Jeg er født [BIRTH-DATE-1] i sør."),
    ("I was born on 3 April 1985.", "I was born on [BIRTH-DATE-1]."),
    ("Nací el 3 de abril de 1985.", "Nací el [BIRTH-DATE-1]."),
    ("Urodziłam się 3 kwietnia 1985.", "Urodziłam się [BIRTH-DATE-1]."),
    ("Née le 1er avril 1985, April 3, 1985.", "Née le [BIRTH-DATE-1], [DATE-1]."),
    ("El 15 de mayo de 2020 llegamos.", "El [DATE-1] llegamos."),
    ("Møtet var den 3. april.", "Møtet var den [DATE-1]."),
    ("Llama al 91 123 45 67.", "Llama al [PHONE-1]."),
    ("Nummeret mitt er 22334455.", "Nummeret mitt er [PHONE-1]."),
    ("Zadzwoń: (22) 123 45 67.", "Zadzwoń: [PHONE-1]."),
    ("Il mio numero è 02 12345678.", "Il mio numero è [PHONE-1]."),
    ("IBAN NO93 8601 1117 947 NAV", "IBAN [IBAN-1] NAV"),
    ("Kortet 4111 1111 1111 1111 er sperret.", "Kortet [CARD-1] er sperret."),
    ("Konto 1234.56.78903 er min.", "Konto [ACCOUNT-1] er min."),
    ("Targa AB 123 CD.", "Targa [PLATE-1]."),
    ("La plaque 1-ABC-234.", "La plaque [PLATE-1]."),
    ("Saksnummer 2023/12345-7 sto der.", "Saksnummer [CASE-1] sto der."),
    ("Sygnatura akt III RC 123/20.", "Sygnatura akt [CASE-1]."),
    ("Postcode SW1A 1AA.", "Postcode [POSTCODE-1]."),
    ("Bor i 0560 Oslo.", "Bor i [POSTCODE-1] [PLACE-1]."),
]  # fmt: skip
KEPT = [
    "Det kostet 12 500 kr i 2019.",
    "We had 1 200 000 reasons and 24 children.",
    "Bussen 31 gikk kl. 07.45 den 17. mai.",
    "Miałam 35 lat i 3 dzieci.",
    "Vi feiret 17. mai og 8. mars.",
    "I 2015 kom vi, i 2016 flyttet vi.",
    "ISO 9001 og 2019-2021.",
]


@pytest.mark.parametrize(("text", "expected"), REPLACED, ids=[text for text, _ in REPLACED])
def test_identifiers_of_fixed_form_are_replaced(text, expected):
    assert clean(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_look_alikes_stay(text):
    assert clean(text) == text


def test_the_same_value_keeps_its_placeholder():
    assert clean("a@b.no, c@d.no og a@b.no") == "[EMAIL-1], [EMAIL-2] og [EMAIL-1]"


SAME = [
    ("nb", "Min sønn Ahmed Yusuf lo. Ahmed sov. Ahmeds seng.", "Min sønn [CHILD-1] lo. [CHILD-1] sov. [CHILD-1] seng."),
    ("sk", "Moja dcéra Zuzka spala. Dala som Zuzke čaj. Zuzkin brat.", "Moja dcéra [CHILD-1] spala. Dala som [CHILD-1] čaj. [CHILD-1] brat."),
    ("pl", "Moja córka Zosia. Widziałam Zosię z Zosi misiem.", "Moja córka [CHILD-1]. Widziałam [CHILD-1] z [CHILD-1] misiem."),
    ("pl", "Mąż Marek. Bez Marka nic. Markowi dałam.", "Mąż [PARTNER-1]. Bez [PARTNER-1] nic. [PARTNER-1] dałam."),
    ("es", "Lucía lloraba. Mi hija Lucía tiene seis años.", "[CHILD-1] lloraba. Mi hija [CHILD-1] tiene seis años."),
    ("en", "My neighbour Doreen came. Doreen's cat.", "My neighbour [NEIGHBOUR-1] came. [NEIGHBOUR-1]'s cat."),
    ("fr", "Ma fille ليلى dort.", "Ma fille [CHILD-1] dort."),
    ("nb", "Jeg heter Олена og kommer fra Львів.", "Jeg heter [PERSON-1] og kommer fra [PLACE-1]."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), SAME, ids=[text for _, text, _ in SAME])
def test_the_same_person_keeps_the_placeholder_in_every_case_and_script(language, text, expected):
    assert clean(text, language) == expected


def test_a_participant_keeps_placeholders_over_her_stories():
    exp = table("Min sønn Ali sov.", "Ali og Marit kom.", "Ali kom.", language="nb", participant=["p1", "p1", "p2"])
    assert sk.pseudonymise(exp).experiences["text"].tolist() == [
        "Min sønn [CHILD-1] sov.", "[CHILD-1] og [PERSON-1] kom.", "[PERSON-1] kom.",
    ]  # fmt: skip


def test_a_second_run_keeps_placeholders_and_goes_on_counting():
    exp = table("Min sønn [CHILD-1] og min datter Amina kom til [PLACE-2] og Bergen.", language="nb")
    safe = sk.pseudonymise(exp)
    assert safe.experiences["text"][0] == "Min sønn [CHILD-1] og min datter [CHILD-2] kom til [PLACE-2] og [PLACE-3]."
    assert reidentify(safe.experiences, safe.key)["text"].tolist() == exp["text"].tolist()
    again = sk.pseudonymise(safe.experiences)
    assert again.experiences["text"].tolist() == safe.experiences["text"].tolist()
    assert len(again.key) == 0


def test_exact_ages_become_bands_on_request():
    text = "Jeg er 34 år. Sønnen er 7 år. Jeg jobbet i 10 år."
    assert clean(text, "nb") == text
    safe = pseudonymise(table(text, language="nb"), generalise=True)
    assert safe.experiences["text"][0] == "Jeg er 30-39 år. Sønnen er 0-9 år. Jeg jobbet i 10 år."
    assert reidentify(safe.experiences, safe.key)["text"][0] == text


def test_nothing_shows_contents_and_the_column_survives_csv(tmp_path):
    safe = sk.pseudonymise(table("Min sønn Ali, ida@example.org.", language="nb"))
    shown = repr(safe) + repr(safe.key) + str(safe.key) + repr(safe.review()) + safe.review()._repr_html_()
    shown += safe.audit.to_string() + repr(safe.review().head(1))
    assert "ida" not in shown
    assert "Ali" not in shown
    again = sk.read_experiences(sk.write_table(safe.experiences, tmp_path / "x.csv"))
    assert again["pseudonymised"].tolist() == [VERSION]


def test_a_review_is_honoured():
    exp = table("Min sønn Ali bor i Bergen. Xyz er her.", language="nb")
    review = sk.pseudonymise(exp).review()
    assert review["original"].tolist() == ["Ali", "Bergen"]
    review["decision"] = ["accept", "reject"]
    added = {"narrative_id": "n0", "original_start": 27, "original_end": 30, "kind": "person", "decision": "add"}
    review = pd.concat([review, pd.DataFrame([added])], ignore_index=True)
    safe = pseudonymise(exp, review=review)
    assert safe.experiences["text"][0] == "Min sønn [CHILD-1] bor i Bergen. [PERSON-1] er her."
    assert reidentify(safe.experiences, safe.key)["text"].tolist() == exp["text"].tolist()
    with pytest.raises(TableError, match="did you mean 'reject'"):
        pseudonymise(exp, review=review.assign(decision="rejct"))
    with pytest.raises(TableError, match="no column 'decision'"):
        pseudonymise(exp, review=review.drop(columns="decision"))


def test_offsets_of_codings_are_brought_back():
    text = "Min sønn Ahmed lærte å sykle i Tromsø."
    safe = sk.pseudonymise(table(text, language="nb"))
    new = safe.experiences["text"][0]
    start = new.index("lærte")
    codings = pd.DataFrame({"narrative_id": ["n0", "n0"], "start": [start, None], "end": [start + 14, None]})
    back = safe.original_offsets(codings)
    assert text[int(back["start"][0]) : int(back["end"][0])] == "lærte å sykle "
    assert back["start"].isna().tolist() == [False, True]
    assert safe.to_original("n0", 10, 12) == (9, 14)  # inside of a placeholder: all of it
    assert safe.to_pseudonymised("n0", 9, 14) == (9, 18)


def test_the_key_is_private_and_neither_in_a_repository_nor_beside_the_stories(tmp_path):
    exp = table('ida@example.org\r\n«Min datter Ida-Ærlig, "hei"»', language="nb")
    safe = sk.pseudonymise(exp)
    path = safe.key.save(tmp_path / "keys" / "the.key", output=tmp_path / "safe.csv")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert reidentify(safe.experiences, path)["text"].tolist() == exp["text"].tolist()
    assert KeyTable.load(path).table["original"].tolist() == safe.key.table["original"].tolist()
    with pytest.raises(OutputError, match="same folder"):
        safe.key.save(tmp_path / "k.csv", output=tmp_path / "safe.csv")
    (tmp_path / ".git").mkdir()
    with pytest.raises(OutputError, match="repository"):
        safe.key.save(tmp_path / "sub" / "other.key")
    with pytest.raises(TableError, match=r"no key|not a readable key"):
        KeyTable.load(sk.write_table(exp, tmp_path / "exp.csv"))
    with pytest.raises(TableError, match="not a readable key"):
        KeyTable.load(tmp_path / "nothing.csv")


def test_a_changed_text_is_restored_by_its_placeholders():
    safe = sk.pseudonymise(table("Min sønn Ali lo. Alis bil.", language="nb"))
    changed = safe.experiences.assign(text=["Altså: [CHILD-1], og [CHILD-9]."])
    assert reidentify(changed, safe.key)["text"][0] == "Altså: Ali, og [CHILD-9]."


def test_missing_texts_and_ids_pass_through_and_the_input_is_not_changed():
    exp = pd.DataFrame(
        {"narrative_id": ["a", None, None], "text": ["Min sønn Ali.", "Ring 912 34 567.", None]}, index=[5, 7, 9]
    )
    before = exp.copy()
    safe = sk.pseudonymise(exp)
    pd.testing.assert_frame_equal(exp, before)
    assert safe.experiences.index.tolist() == [5, 7, 9]
    assert safe.experiences["text"].isna().tolist() == [False, False, True]
    assert reidentify(safe.experiences, safe.key)["text"].tolist()[:2] == exp["text"].tolist()[:2]


PIECES = st.sampled_from(
    ["Min sønn Ahmed", "mi hija Lucía", " ", "\n", ". ", "[CHILD-1]", "[PERSON-2]", "912 34 567", "x@y.no", "Zuzke", "Zosią",
     "n\u0303", "e\u0301", "\u200b", "أحمد", "Олена", "Storgata 5", "3. april 1985", "34 år", "St. Mary's", "D'Angelo", "l'école",
     "“", "”", "«", "\ud800", "ß", "İ", "ﬁ"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12).map("".join)


@settings(deadline=None, max_examples=150)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from(["nb", "es", "sk", "en", None, "xx"]), st.booleans())
def test_any_text_is_restored_and_offsets_go_both_ways(texts, language, generalise):
    exp = table(*texts, language=language, participant="p")
    safe = pseudonymise(exp, generalise=generalise)
    assert reidentify(safe.experiences, safe.key)["text"].tolist() == texts
    results = dict(zip(safe.experiences["narrative_id"], safe.experiences["text"], strict=True))
    for row in safe.audit.itertuples():
        assert results[row.narrative_id][row.start : row.end] == row.placeholder
        original = row.original_start, row.original_end
        assert safe.to_original(row.narrative_id, row.start, row.end) == original
        assert safe.to_pseudonymised(row.narrative_id, *original) == (row.start, row.end)


@pytest.mark.parametrize(
    "piece", ["Kari ", "l'", "A-", "calle De ", "Via ", "Ana de ", "school St ", "nr 1 ", "3 mai ", "[A-1]", "ES91 ", "A. ", "skole ", "1/2", "sak 1", "Dr. ", "hijo "]
)  # fmt: skip
def test_no_text_takes_quadratic_time(piece):
    begin = time.perf_counter()
    _find(piece * (100_000 // len(piece)), "nb")
    assert time.perf_counter() - begin < 30


def test_rules_alone_know_what_the_network_takes_for_more():
    assert _find("Fattura 12345678901 non pagata.") == []
    assert [found.kind for found in _find("Chiamami al 02 12345678.")] == ["PHONE"]


def test_a_thousand_stories_take_seconds(samples):
    exp = pd.concat([samples] * (1000 // len(samples) + 1), ignore_index=True)[:1000]
    exp = exp.assign(narrative_id=[f"x{i}" for i in range(1000)])
    pseudonymise(exp[:84])  # reads the dictionaries
    begin = time.process_time()
    for text, language in zip(exp["text"], exp["language"], strict=True):
        _find(text, language)
    rules = time.process_time()
    assert rules - begin < 30
    pseudonymise(exp)
    assert time.process_time() - rules < 240  # of which the network takes nine tenths
