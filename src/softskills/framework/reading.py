"""Framework files, in and out: YAML (one file or several) and plain tables, with every problem by line.

YAML is read as plain strings: a general reader turns the language ``no`` and the country ``NO`` into
False and keeps the last of two equal keys without a word.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from pydantic import ValidationError
from pydantic.json_schema import PydanticJsonSchemaWarning

from softskills.errors import FrameworkError, OutputError, TableError, did_you_mean
from softskills.files import decode, read_bytes, read_table, write_text
from softskills.framework import model
from softskills.framework.model import UNDETERMINED, Framework
from softskills.resources import resource

# The C parser is ten times faster; it is in every wheel of PyYAML, but not in every build.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST_FILE = 8 * 2**20
_DEEPEST = 40
_MOST_NODES = 100_000
_MOST_PROBLEMS = 50  # in the message of an error; check_framework lists all
_BOOLEAN_LOOKALIKES = {"no", "yes", "on", "off", "y", "n", "true", "false"}
_LANGUAGE_TAG = re.compile(r"^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|\d{3}))?$")
_LANGUAGE_TRAPS = {
    "no": "'no' covers two written languages; write nb (Bokmål) or nn (Nynorsk)",
    "NO": "'NO' is a country; the language is nb (Bokmål) or nn (Nynorsk)",
    "cz": "'cz' is a country; the language is cs",
    "se": "'se' is Northern Sámi; Swedish is sv",
    "ua": "'ua' is a country; the language is uk",
}
_ESCO = re.compile(
    r"^http://data\.europa\.eu/esco/skill/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|"
    r"^http://data\.europa\.eu/esco/(skill|isced-f|isco)/[A-Z]?[\d.]+$"
)
_URI = re.compile(r"^(https?://[^\s<>\"{}|\\^`]+|urn:[a-z0-9][a-z0-9-]+:\S+)$")
_MODELS: dict[str, type[Any]] = {
    "areas": model.Area,
    "competences": model.Competence,
    "indicators": model.Indicator,
    "levels": model.Level,
    "themes": model.Named,
    "prompts": model.Named,
    "hard_cases": model.HardCase,
    "matches": model.Match,
}
_Path = tuple[str | int, ...]


@dataclass
class _Source:
    """A framework as plain strings, with the place of every node and the problems found so far."""

    places: dict[_Path, tuple[str, int]] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def place(self, path: _Path) -> tuple[str, int]:
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, ("", 0))

    def report(self, path: _Path, problem: str, fix: str, *, severity: str = "error") -> None:
        self.report_at(*self.place(path), problem, fix, severity=severity)

    def report_at(self, file: str, line: int, problem: str, fix: str, *, severity: str = "error") -> None:
        self.problems.append({"file": file, "line": line, "severity": severity, "problem": problem, "fix": fix})

    def failed(self) -> bool:
        return any(problem["severity"] == "error" for problem in self.problems)


def load_framework(path: str | Path | None = None, *, language: str = "") -> Framework:
    """Load a competence framework.

    Parameters
    ----------
    path : path, optional
        A YAML file, a folder that holds ``framework.yaml``, or a plain table (CSV, Excel …) with
        the columns ``id, area, label, definition`` and optionally ``indicators`` (separated by
        ``|``); the packaged draft framework where omitted.
    language : str, optional
        Language of wording whose language the file does not say.

    Returns
    -------
    Framework
        Frozen.

    Raises
    ------
    FrameworkError
        If anything is wrong; the message lists every problem with file, line and what to do.
        A bad file never loads half.

    Examples
    --------
    >>> import softskills as sk
    >>> fw = sk.load_framework()
    >>> len(fw), fw["C1"].label["en"]
    (19, 'empathy and attentive presence')
    """
    framework, source = _load(Path(path) if path is not None else resource("framework"), language)
    if framework is None:
        errors = [problem for problem in source.problems if problem["severity"] == "error"]
        said = [f"{e['file']}:{e['line']}: {e['problem']}; {e['fix']}" for e in errors[:_MOST_PROBLEMS]]
        if len(errors) > _MOST_PROBLEMS:
            said.append(f"and {len(errors) - _MOST_PROBLEMS} more, which check_framework lists")
        raise FrameworkError(f"{path or 'the packaged framework'} was not loaded: {len(errors)} problem(s)", said)
    return framework


def check_framework(path: str | Path) -> pd.DataFrame:
    """List every problem of a framework file.

    Parameters
    ----------
    path : path
        As in :func:`load_framework`.

    Returns
    -------
    DataFrame
        Columns ``file, line, severity, problem, fix``; severity ``error`` keeps the framework from
        loading, ``warning`` does not. Empty when all is well.

    Examples
    --------
    >>> import softskills as sk
    >>> from softskills.resources import resource
    >>> len(sk.check_framework(resource("framework")))
    0
    """
    _, source = _load(Path(path), "")
    table = pd.DataFrame(source.problems, columns=["file", "line", "severity", "problem", "fix"])
    return table.sort_values(["file", "line"], kind="stable", ignore_index=True)


def _load(path: Path, language: str) -> tuple[Framework | None, _Source]:
    source = _Source()
    if path.is_dir():
        path = path / "framework.yaml"
    try:
        if path.suffix.lower() in {".yaml", ".yml"}:
            tree = _read_yaml(path, (), source)
            if isinstance(tree, dict):
                _include(tree, path.parent, source)
        else:
            tree = _read_plain_table(path, source, language)
    except TableError as error:
        source.report_at(str(path), 0, str(error).removeprefix(f"{path}: "), "give a file that can be read")
        return None, source
    if source.failed():
        return None, source
    if not isinstance(tree, dict):
        source.report_at(str(path), 1, "the file does not hold keys and values", "begin with 'id:' and 'areas:'")
        return None, source
    if language:
        tree.setdefault("default_language", language)
    framework = _validate(tree, source, language)
    if framework is not None:
        _check_meaning(framework, source)
    return (None if source.failed() else framework), source


# -- YAML to plain strings, with places -------------------------------------------------------------


def _read_yaml(path: Path, at: _Path, source: _Source) -> Any:
    data = read_bytes(path, largest=_LARGEST_FILE)
    text, encoding = decode(data, str(path))
    if encoding != "utf-8":
        source.report_at(
            str(path), 1, f"the file is not UTF-8 (read as {encoding})", "save it as UTF-8", severity="warning"
        )
    try:
        # The C parser would compose deep nesting until the stack ends, and aliases without end: looked for first.
        if not _is_plain(text, str(path), source):
            return None
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        source.report_at(
            str(path), mark.line + 1 if mark else 0, f"not YAML: {error.problem}",
            "check indentation, quotes and colons here and in the line above",
        )  # fmt: skip
        return None
    except (yaml.YAMLError, RecursionError) as error:
        source.report_at(
            str(path), 0, f"not YAML: {str(error).splitlines()[0]}", "remove control characters and deep nesting"
        )
        return None
    if root is None:
        source.report_at(str(path), 1, "the file holds nothing", "begin with 'id:' and 'areas:'")
        return None
    return _to_plain(root, at, str(path), source)


def _is_plain(text: str, file: str, source: _Source) -> bool:
    """Whether a YAML text has neither aliases nor more depth and nodes than a framework needs; if not, it is said."""
    depth = nodes = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 0
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        nodes += isinstance(event, yaml.NodeEvent)
        if isinstance(event, yaml.AliasEvent):
            source.report_at(file, line, f"alias '*{event.anchor}'", "write the value out; aliases are not read")
        elif depth > _DEEPEST:
            source.report_at(file, line, "nested too deeply", "a framework has areas, competences and indicators")
        elif nodes > _MOST_NODES:
            source.report_at(file, line, f"more than {_MOST_NODES:,} keys and values", "a framework is smaller")
        else:
            continue
        return False
    return True


def _to_plain(node: yaml.Node, at: _Path, file: str, source: _Source) -> Any:
    line = node.start_mark.line + 1
    source.places[at] = (file, line)
    if len(at) > _DEEPEST:
        source.report_at(file, line, "nested too deeply", "a framework has areas, competences and indicators")
        return None
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_to_plain(child, (*at, i), file, source) for i, child in enumerate(node.value)]
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key_line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            source.report_at(file, key_line, "a key that is not a word", "write 'key: value'")
            continue
        key = str(key_node.value)
        if key in mapping:
            source.report_at(file, key_line, f"key {key!r} stands twice", "keep one of them")
            continue
        for child in (key_node, value_node):
            if isinstance(child, yaml.ScalarNode) and not child.style and child.value.lower() in _BOOLEAN_LOOKALIKES:
                source.report_at(
                    file, child.start_mark.line + 1, f"unquoted {child.value!r}",
                    f'write "{child.value}" in quotes: other YAML readers turn it into true or false',
                    severity="warning",
                )  # fmt: skip
        mapping[key] = _to_plain(value_node, (*at, key), file, source)
        source.places[(*at, key)] = (file, key_line)
    return mapping


def _include(tree: dict[str, Any], folder: Path, source: _Source) -> None:
    """Put the files named under ``areas`` and ``crosswalks`` in their place."""
    listed = tree.get("areas")
    areas: list[Any] = listed if isinstance(listed, list) else []
    for i, area in enumerate(areas):
        if isinstance(area, str):
            file = _inside(folder, area, ("areas", i), source)
            areas[i] = _read_yaml(file, ("areas", i), source) if file else {}
    names = tree.pop("crosswalks", [])
    if not isinstance(names, list):
        source.report(("crosswalks",), "'crosswalks' is not a list", "list the files, one '- name.csv' each")
        return
    matches = tree.setdefault("matches", []) if names else []
    if not isinstance(matches, list):
        source.report(("matches",), "'matches' is not a list", "list them, or give only 'crosswalks:'")
        return
    for i, name in enumerate(names):
        file = _inside(folder, str(name), ("crosswalks", i), source)
        if file:
            for row, record in enumerate(read_table(file).fillna("").to_dict("records")):
                source.places[("matches", len(matches))] = (str(file), row + 2)
                matches.append(record)


def _inside(folder: Path, name: str, at: _Path, source: _Source) -> Path | None:
    """A file named by the framework; never one outside its folder."""
    path = folder / name
    try:
        found = path.resolve().is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):  # no name of a file at all
        found = False
    if not found:
        source.report(at, f"no file {name!r} in {folder}", "name a file beside this one")
    return path if found else None


# -- plain tables -------------------------------------------------------------------------------------


def _read_plain_table(path: Path, source: _Source, language: str) -> dict[str, Any]:
    table = read_table(path).fillna("").astype("str")
    table.columns = [str(column).strip().lower() for column in table.columns]
    for needed in ("id", "area", "label"):
        if needed not in table.columns:
            hint = did_you_mean(needed, table.columns) or f"; it has {', '.join(table.columns)}"
            source.report_at(
                str(path), 1, f"no column {needed!r}{hint}", "give the columns id, area, label, definition"
            )
    if source.failed():
        return {}
    areas: dict[str, dict[str, Any]] = {}
    for i, row in enumerate(table.to_dict("records")):
        name = row["area"].strip()
        area = areas.setdefault(
            name, {"id": _area_id(name, table["id"], len(areas)), "label": _tag(name, language), "competences": []}
        )
        number = list(areas).index(name)
        at = ("areas", number, "competences", len(area["competences"]))
        source.places[at] = (str(path), i + 2)
        source.places.setdefault(("areas", number), (str(path), i + 2))
        competence: dict[str, Any] = {"id": row["id"].strip(), "label": _tag(row["label"].strip(), language)}
        if row.get("definition", "").strip():
            competence["definition"] = _tag(row["definition"].strip(), language)
        indicators = [text.strip() for text in row.get("indicators", "").split("|") if text.strip()]
        if indicators:
            competence["indicators"] = [{"text": _tag(text, language)} for text in indicators]
        area["competences"].append(competence)
    return {"id": path.stem, "areas": list(areas.values())}


def _tag(text: str, language: str) -> dict[str, str]:
    return {language or UNDETERMINED: text}


def _area_id(name: str, taken: pd.Series, number: int) -> str:
    """The area's own name where it is short and free, else a running number."""
    return name if name and len(name) <= 8 and name not in set(taken) else f"area-{number + 1}"


# -- plain strings to a framework ---------------------------------------------------------------------


def _validate(tree: dict[str, Any], source: _Source, language: str) -> Framework | None:
    _number_indicators(tree)
    try:
        framework = Framework.model_validate(tree)
    except ValidationError as error:
        for item in error.errors():
            _report_validation(item, source)
        return None
    if framework.default_language == UNDETERMINED and UNDETERMINED not in framework.languages:
        first = "en" if "en" in framework.languages else framework.languages[0]
        return framework.model_copy(update={"default_language": language or first})
    return framework


def _number_indicators(tree: dict[str, Any]) -> None:
    for area in tree.get("areas") or []:
        competences = area.get("competences") if isinstance(area, dict) else None
        for competence in competences if isinstance(competences, list) else []:
            if not isinstance(competence, dict):
                continue
            competence.setdefault("area", area.get("id", ""))
            indicators = competence.get("indicators")
            if not isinstance(indicators, list):
                continue
            for i, indicator in enumerate(indicators):
                if isinstance(indicator, str):
                    indicators[i] = indicator = {"text": indicator}
                if isinstance(indicator, dict):
                    indicator.setdefault("id", f"{competence.get('id', '')}.{i + 1}")


def _report_validation(item: Any, source: _Source) -> None:
    at: _Path = tuple(item["loc"])
    last = str(at[-1])
    owner = next((str(part) for part in reversed(at[:-1]) if isinstance(part, str) and part in _MODELS), "")
    known = _MODELS[owner] if owner else Framework
    if item["type"] == "extra_forbidden":
        names = [name for name in known.model_fields if name not in {"area"}]
        fix = did_you_mean(last, names).strip(" ()") or f"known keys are {', '.join(names)}"
        source.report(at, f"unknown key {last!r}", fix)
    elif item["type"] == "missing":
        source.report(at[:-1], f"{last!r} is missing", f"add '{last}:' here")
    elif item["type"] in {"string_type", "dict_type", "list_type", "tuple_type", "model_type", "literal_error"}:
        source.report(at, f"{last!r}: {item['msg'].lower()}", "see the schema (softskills framework schema)")
    else:
        source.report(at, f"{last!r}: {item['msg']}", "see the schema (softskills framework schema)")


def _check_meaning(framework: Framework, source: _Source) -> None:
    _check_ids(framework, source)
    _check_languages(framework, source)
    for i, match in enumerate(framework.matches):
        at: _Path = ("matches", i)
        if match.competence not in framework:
            source.report(at, f"no competence {match.competence!r}", _known(match.competence, framework))
        if match.relation == "noMatch" and match.uri:
            source.report(at, "noMatch with an address", "leave uri empty, or choose another relation")
        pattern = _ESCO if "/esco/" in match.uri else _URI
        if match.uri and not pattern.match(match.uri):
            source.report(at, f"wrong URI {match.uri!r}", "copy the address from the scheme's own page")


def _known(word: str, framework: Framework) -> str:
    return did_you_mean(word, framework.ids).strip(" ()") or f"known are {', '.join(framework.ids)}"


def _check_ids(framework: Framework, source: _Source) -> None:
    seen: dict[str, _Path] = {}

    def once(item_id: str, at: _Path) -> None:
        if not item_id.strip():
            source.report(at, "an empty id", "give a short id, such as A1")
        elif item_id in seen:
            file, line = source.place(seen[item_id])
            source.report(at, f"id {item_id!r} stands twice (first in {Path(file).name}:{line})", "rename one of them")
        seen.setdefault(item_id, at)

    for i, area in enumerate(framework.areas):
        once(area.id, ("areas", i, "id"))
        for j, competence in enumerate(area.competences):
            at: _Path = ("areas", i, "competences", j)
            once(competence.id, (*at, "id"))
            if competence.id == "NONE":
                source.report((*at, "id"), "id 'NONE' is taken: it means that no competence was seen", "rename it")
            for k, other in enumerate(competence.neighbours):
                if other not in framework or other == competence.id:
                    source.report(
                        (*at, "neighbours", k), f"neighbour {other!r} is no other competence", _known(other, framework)
                    )
            for k, indicator in enumerate(competence.indicators):
                once(indicator.id, (*at, "indicators", k))


def _check_languages(framework: Framework, source: _Source) -> None:
    """Codes that are none, wording that one language has and another lacks, empty wording."""

    def visit(value: Any, at: _Path, name: str) -> None:
        if isinstance(value, model.FrozenMap):
            # The place of a text is that of its own key where the file has one.
            for code, text in value.items():
                if code in _LANGUAGE_TRAPS:
                    source.report((*at, code), f"language {code!r}", _LANGUAGE_TRAPS[code])
                elif not _LANGUAGE_TAG.match(code) and code != UNDETERMINED:
                    source.report((*at, code), f"{code!r} is no language code", "use BCP 47, such as nb, es, pt-BR")
                if (
                    not text
                    or (isinstance(text, tuple) and not all(part.strip() for part in text))
                    or not str(text).strip()
                ):
                    source.report((*at, code), f"empty text in {name!r}", "write it or take the line away")
            # A text whose language was not said (a code's label) stands for all languages.
            spoken = value and UNDETERMINED not in value and at[-1] != "translation"
            for code in framework.languages if spoken else ():
                if code not in value:
                    source.report(at, f"{name!r} is missing in {code}", f"add '{code}:' (shown in {framework.default_language} until then)", severity="warning")  # fmt: skip
        elif isinstance(value, model._Part):
            for field_name in type(value).model_fields:
                visit(getattr(value, field_name), (*at, field_name), field_name)
        elif isinstance(value, tuple) and at[-1] != "matches":
            for i, part in enumerate(value):
                visit(part, (*at, i), name)

    for field_name in Framework.model_fields:
        visit(getattr(framework, field_name), (field_name,), field_name)


# -- writing ------------------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Quotes every string value, so that no reader mistakes one."""


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = text.isidentifier() and text.lower() not in _BOOLEAN_LOOKALIKES
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _quoted)


def write_framework(framework: Framework, path: Path, *, force: bool = False) -> Path:
    """Write a framework into one YAML file; see :meth:`Framework.save`."""
    if path.suffix.lower() not in {".yaml", ".yml"}:
        raise OutputError(f"{path}: a framework is saved as .yaml")
    tree = framework.model_dump(mode="json", exclude_defaults=True)
    for area in tree["areas"]:
        for competence in area["competences"]:
            competence.pop("area", None)
    text = yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return write_text(text, path, force=force)


def framework_schema() -> dict[str, Any]:
    """JSON schema of a framework file, for editors that check and complete while one writes.

    Returns
    -------
    dict
        JSON Schema (draft 2020-12), in validation form: a text may be a string or one per language.

    Examples
    --------
    >>> framework_schema()["title"]
    'Framework'
    """
    with warnings.catch_warnings():
        # An empty map as a default has no JSON form; that it may be left out is all the schema need say.
        warnings.simplefilter("ignore", PydanticJsonSchemaWarning)
        schema = Framework.model_json_schema(mode="validation")
    definitions = schema["$defs"]
    for part in [schema, *definitions.values()]:
        for rules in part.get("properties", {}).values():
            values = rules.get("additionalProperties")
            if rules.get("type") == "object" and isinstance(values, dict):
                # A plain string (or list) stands for wording whose language was not said.
                rules["anyOf"] = [
                    {"type": rules.pop("type"), "additionalProperties": rules.pop("additionalProperties")},
                    values,
                ]
    definitions["Competence"]["properties"]["indicators"]["items"] = {
        "anyOf": [{"$ref": "#/$defs/Indicator"}, {"type": "string"}]
    }
    definitions["Competence"]["properties"].pop("area")
    schema["properties"]["areas"]["items"] = {"anyOf": [{"$ref": "#/$defs/Area"}, {"type": "string"}]}
    schema["properties"]["crosswalks"] = {"type": "array", "items": {"type": "string"}}
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema
