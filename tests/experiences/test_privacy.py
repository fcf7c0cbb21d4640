import stat

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import softskills as sk
from softskills.errors import OutputError
from softskills.experiences.privacy import VERSION


def clean(text):
    return sk.pseudonymise(pd.DataFrame({"narrative_id": ["a"], "text": [text]})).experiences["text"][0]


REPLACED = [
    ("Skriv til ida.berg@example.org i dag.", "Skriv til [EMAIL-1] i dag."),
    ("Se https://example.org/a?b=1, der.", "Se [URL-1], der."),
    ("Jeg heter @ida_b der.", "Jeg heter [HANDLE-1] der."),
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
    ("Ring 912 34 567 eller 91 23 45 67.", "Ring [PHONE-1] eller [PHONE-2]."),
    ("Llama al 612 345 678.", "Llama al [PHONE-1]."),
    ("Mój numer to 601 234 567.", "Mój numer to [PHONE-1]."),
    ("Appelle le 0471 23 45 67.", "Appelle le [PHONE-1]."),
    ("Volaj 0905 123 456.", "Volaj [PHONE-1]."),
    ("Appelle le 06.12.34.56.78 ou le 0612345678.", "Appelle le [PHONE-1] ou le [PHONE-2]."),
    ("Llama al 612-345-678.", "Llama al [PHONE-1]."),
    ("Ring 912\u00a034\u00a0567.", "Ring [PHONE-1]."),
    ("Moje 0905123456 je tam.", "Moje [PHONE-1] je tam."),
    ("Jeg er født 3.4.1985 i sør.", "Jeg er født [BIRTH-DATE-1] i sør."),
    ("I was born on 3 April 1985.", "I was born on [BIRTH-DATE-1]."),
    ("Nací el 3 de abril de 1985.", "Nací el [BIRTH-DATE-1]."),
    ("Urodziłam się 3 kwietnia 1985.", "Urodziłam się [BIRTH-DATE-1]."),
]  # fmt: skip
KEPT = [
    "Det kostet 12 500 kr i 2019.",
    "El 15 de mayo de 2020 llegamos.",
    "Fattura 12345678901 non pagata.",
    "We had 1 200 000 reasons and 24 children.",
    "Bussen 31 gikk kl. 07.45 den 17. mai.",
    "Miałam 35 lat i 3 dzieci.",
    "Mi DNI es 12345678A.",
]


@pytest.mark.parametrize(("text", "expected"), REPLACED, ids=[text for text, _ in REPLACED])
def test_identifiers_of_fixed_form_are_replaced(text, expected):
    assert clean(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_look_alikes_stay(text):
    assert clean(text) == text


def test_the_same_value_keeps_its_placeholder():
    assert clean("a@b.no, c@d.no og a@b.no") == "[EMAIL-1], [EMAIL-2] og [EMAIL-1]"


def test_nothing_shows_contents_and_the_column_survives_csv(tmp_path):
    safe = sk.pseudonymise(pd.DataFrame({"narrative_id": ["a"], "text": ["Skriv til ida@example.org."]}))
    assert "ida" not in repr(safe) + repr(safe.key) + str(safe.key)
    again = sk.read_experiences(sk.write_table(safe.experiences, tmp_path / "x.csv"))
    assert again["pseudonymised"].tolist() == [VERSION]


def test_the_key_is_private_and_never_in_a_repository(tmp_path):
    key = sk.pseudonymise(pd.DataFrame({"narrative_id": ["a"], "text": ["ida@example.org"]})).key
    path = key.save(tmp_path / "the.key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (tmp_path / ".git").mkdir()
    with pytest.raises(OutputError, match="repository"):
        key.save(tmp_path / "sub" / "other.key")


@given(st.text(max_size=120))
def test_audit_offsets_point_at_placeholders_and_the_key_restores_the_text(text):
    safe = sk.pseudonymise(
        pd.DataFrame({"narrative_id": ["a"], "text": pd.Series([text + " x@y.no 912 34 567"], dtype="object")})
    )
    result = safe.experiences["text"][0]
    for row in safe.audit.itertuples():
        assert result[row.start : row.end] == row.placeholder
    originals = safe.key.table.set_index("placeholder")["original"]
    restored = result
    for row in sorted(safe.audit.itertuples(), key=lambda row: -row.start):
        restored = restored[: row.start] + originals[row.placeholder] + restored[row.end :]
    assert restored == text + " x@y.no 912 34 567"
