"""The public surface: names, at most three positional parameters, docstrings with examples, and what import loads."""

import inspect
import subprocess
import sys

import pytest

import softskills as sk

PUBLIC = [name for name in sk.__all__ if name != "__version__"]


def test_the_lazy_names_are_all_there():
    assert dir(sk) == sorted(sk.__all__)
    assert sorted(sk._HOMES) == sorted(PUBLIC)
    for name in PUBLIC:
        assert getattr(sk, name) is not None


def test_a_wrong_name_is_answered_with_the_nearest_right_one():
    with pytest.raises(AttributeError, match="did you mean 'load_framework'"):
        _ = sk.load_framwork


def _callables():
    for name in PUBLIC:
        item = getattr(sk, name)
        if inspect.isfunction(item):
            yield name, item
        elif inspect.isclass(item):
            yield from (
                (f"{name}.{key}", method)
                for key, method in vars(item).items()
                if inspect.isfunction(method) and key[0] != "_"
            )


@pytest.mark.parametrize(
    ("name", "function"), list(_callables()), ids=lambda item: item if isinstance(item, str) else ""
)
def test_few_positional_parameters_and_a_docstring(name, function):
    positional = [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD and parameter.name != "self"
    ]
    assert len(positional) <= 3
    assert function.__doc__


@pytest.mark.parametrize("name", [name for name in PUBLIC if inspect.isfunction(getattr(sk, name))])
def test_every_public_function_has_an_example(name):
    function = getattr(sk, name)
    if name in {
        "load_classifier",
        "write_table",
        "overview",
        "accuracy",
        "load_mapper",
        "pseudonymise",
        "read_qdc",
        "write_qdc",
    }:
        return  # theirs stand with the class or the notebook
    assert ">>>" in function.__doc__


def _modules_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.splitlines()[-1].split()}


def test_import_loads_nothing_heavy():
    loaded = _modules_after("import softskills")
    assert not loaded & {
        "torch",
        "sentence_transformers",
        "sklearn",
        "matplotlib",
        "pandas",
        "numpy",
        "lingua",
        "pydantic",
    }


def test_mapping_loads_neither_torch_nor_sklearn():
    loaded = _modules_after(
        "import softskills as sk, pandas as pd\n"
        "sk.load_mapper().map(pd.DataFrame({'narrative_id': ['a'], 'text': ['I cooked.'], 'language': ['en']}))"
    )
    assert not loaded & {"torch", "sentence_transformers", "transformers", "sklearn", "matplotlib", "lingua"}
