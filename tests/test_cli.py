import stat

import pandas as pd
import pytest

from softskills.cli import main
from softskills.resources import resource

SAMPLES = resource("data/partner_samples") / "partner_samples.csv"


@pytest.fixture
def few(tmp_path):
    table = pd.read_csv(SAMPLES, dtype=str, keep_default_na=False).groupby("language").head(1)
    path = tmp_path / "few.csv"
    table.to_csv(path, index=False)
    return path


def test_map(few, tmp_path, capsys):
    out = tmp_path / "out.csv"
    assert main(["map", str(few), "--output", str(out)]) == 0
    table = pd.read_csv(out)
    assert len(set(table["narrative_id"])) == 7
    assert "7 stories" in capsys.readouterr().out
    assert main(["map", str(few), "--output", str(out)]) == 1
    assert "--force" in capsys.readouterr().err
    assert main(["map", str(few), "--output", str(out), "--force", "--no-evidence", "--no-cache"]) == 0
    assert pd.read_csv(out)["evidence"].isna().all()


def test_problems_go_beside_the_output(tmp_path, capsys):
    path = tmp_path / "in.csv"
    path.write_text("narrative_id,text,language\na,I cooked for all.,en\nb,,en\nc,Minä autoin.,fi\n")
    assert main(["map", str(path), "-o", str(tmp_path / "out.xlsx")]) == 0
    problems = pd.read_csv(tmp_path / "out.problems.csv")
    assert problems["narrative_id"].tolist() == ["b", "c"]
    assert "1 stories not mapped" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["map", "nowhere.csv", "-o", "out.csv"], "no such file"),
        (["map", "{few}", "-o", "{tmp}/out.doc"], "unknown kind"),
        (["map", "{few}", "-o", "{few}/x/out.csv"], "cannot be written"),
        (["map", "{few}", "-o", "{tmp}/o.csv", "--encoder", "./nothing"], "no such folder"),
        (["map", "{few}", "-o", "{tmp}/o.csv", "--model", "{tmp}"], "is no saved classifier"),
        (["map", "{few}", "-o", "{tmp}/o.csv", "--framework", "{few}"], "no column 'id'"),
        (["framework", "check", "nowhere.yaml"], None),
    ],
)
def test_errors_are_plain_words_without_traceback(arguments, message, few, tmp_path, capsys):
    code = main([argument.format(few=few, tmp=tmp_path) for argument in arguments])
    said = capsys.readouterr()
    assert code == 1
    assert "Traceback" not in said.err + said.out
    if message:
        assert message in said.err


def test_debug_shows_the_traceback():
    with pytest.raises(Exception, match="no such file"):
        main(["--debug", "map", "nowhere.csv", "-o", "out.csv"])


def test_a_framework_of_ones_own_maps_zero_shot(few, tiny_file, tmp_path):
    out = tmp_path / "out.csv"
    assert main(["map", str(few), "-o", str(out), "--framework", str(tiny_file)]) == 0
    assert pd.read_csv(out)["probability"].isna().all()


def test_demo(tmp_path, capsys):
    assert main(["demo", "--output", str(tmp_path / "demo")]) == 0
    said = capsys.readouterr().out
    assert all(f"\n  {code}  " in said for code in ("en", "es", "fr", "it", "nb", "pl", "sk"))
    assert "synthetic" in said
    assert {path.name for path in (tmp_path / "demo").iterdir()} == {"suggestions.csv", "overview.html"}
    assert main(["demo", "--output", str(tmp_path / "demo")]) == 1


def test_framework_check_and_schema(tiny_file, capsys):
    assert main(["framework", "check", str(tiny_file)]) == 0
    tiny_file.write_text(tiny_file.read_text().replace("label: {en: Home}", "lable: {en: Home}"))
    assert main(["framework", "check", str(tiny_file)]) == 1
    assert "did you mean 'label'" in capsys.readouterr().out
    assert main(["framework", "schema"]) == 0
    assert '"$schema"' in capsys.readouterr().out


def test_pseudonymise(tmp_path, capsys):
    path = tmp_path / "in.csv"
    path.write_text("narrative_id,text\na,Ring 912 34 567.\n")
    key = tmp_path / "keys" / "k.csv"
    assert main(["pseudonymise", str(path), "-o", str(tmp_path / "out.csv"), "--key", str(key)]) == 0
    assert "[PHONE-1]" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "912" not in capsys.readouterr().out


def test_doctor_and_cache(capsys, tmp_path, monkeypatch):
    assert main(["doctor"]) == 0
    assert "weights as pinned" in capsys.readouterr().out
    monkeypatch.setenv("SOFTSKILLS_CACHE", str(tmp_path))
    assert main(["cache", "clear"]) == 0
    assert "empty" in capsys.readouterr().out


def test_a_run_is_in_the_audit_log_without_its_words(few, tmp_path, monkeypatch):
    import softskills as sk

    log = tmp_path / "log" / "audit.jsonl"
    monkeypatch.setenv("SOFTSKILLS_AUDIT", str(log))
    assert main(["map", str(few), "-o", str(tmp_path / "out.csv")]) == 0
    line = sk.read_audit().iloc[0]
    assert line["action"] == "map" and line["stories"] == 7
    text = log.read_text()
    assert str(tmp_path) not in text and "no-nb-01" not in text and "few" not in text


def test_a_log_that_cannot_be_written_is_said_and_loses_no_result(few, tmp_path, monkeypatch, capsys):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("SOFTSKILLS_AUDIT", str(blocked / "audit.jsonl"))
    assert main(["map", str(few), "-o", str(tmp_path / "out.csv")]) == 0
    assert "not in the audit log" in capsys.readouterr().err
    assert (tmp_path / "out.csv").is_file()


def test_model_card(capsys):
    assert main(["model", "card"]) == 0
    out = capsys.readouterr().out
    assert "Not for" in out and "test part of the seed corpus" in out and "By competence" in out
