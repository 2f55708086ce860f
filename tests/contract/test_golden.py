"""The wire, frozen: what any version of a peer has ever sent must still be understood, and sent the same way.

A golden file never changes; a new field or variant gets a new file. `*.oldest.json` is what the first
version of a peer sends at least.
"""

import hashlib
import importlib
import inspect
import json
import pkgutil
from enum import Enum
from pathlib import Path

import pytest

import contract
from contract.shape import Shape
from contract.signature import SignatureError, verify

GOLDEN = Path(__file__).parent / "golden"
FREE_FORM = {
    "EnrollRequest": {"hardware"},
    "RawOp": {"payload"},
    "SyncRequest": {"payload"},
    "Command": {"arguments"},
    "HeartbeatAnswer": {"arguments"},
}
"""Objects whose keys are the sender's own: nothing in them is unknown."""


def modules():
    return [
        importlib.import_module(f"contract.{each.name}") for each in pkgutil.iter_modules(contract.__path__)
    ]


def classes(kind):
    return {
        name: found
        for module in modules()
        for name, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, kind) and found.__module__ == module.__name__ and found is not kind
    }


SHAPES = classes(Shape)
FILES = sorted(path.name for path in GOLDEN.glob("*.json") if path.name.partition(".")[0] in SHAPES)


def shape_of(name):
    return SHAPES[name.partition(".")[0]]


def wire(name):
    return json.loads((GOLDEN / name).read_bytes())


def parse(name, obj):
    return shape_of(name).model_validate_json(json.dumps(obj))


def with_strangers(obj, free_form):
    """The same object from a newer peer: another field in every object that is a shape."""
    if isinstance(obj, list):
        return [with_strangers(each, free_form) for each in obj]
    if not isinstance(obj, dict):
        return obj
    known = {key: each if key in free_form else with_strangers(each, free_form) for key, each in obj.items()}
    return known | {"added_by_a_newer_version": {"deep": [1, None, "x"]}}


def assert_says_at_least(golden, sent, where="$"):
    """Everything in `golden` is in `sent`; `sent` may have more fields, as they are only ever added."""
    if isinstance(golden, dict):
        assert isinstance(sent, dict), where
        assert not golden.keys() - sent.keys(), f"{where} lost {golden.keys() - sent.keys()}"
        for key, each in golden.items():
            assert_says_at_least(each, sent[key], f"{where}.{key}")
    elif isinstance(golden, list):
        assert len(golden) == len(sent), where
        for index, (each, other) in enumerate(zip(golden, sent, strict=True)):
            assert_says_at_least(each, other, f"{where}[{index}]")
    else:
        assert golden == sent, where


def test_every_shape_has_a_golden_file():
    assert SHAPES.keys() == {name.partition(".")[0] for name in FILES}


def test_every_op_kind_has_a_golden_op():
    kinds = {kind.value for kind in SHAPES["Op"].model_fields["kind"].annotation}
    assert kinds == {
        name.removeprefix("Op.").removesuffix(".json") for name in FILES if name.startswith("Op.")
    }


def test_no_golden_file_ever_changed():
    lines = (line.split() for line in (GOLDEN / "SHA256SUMS").read_text().splitlines())
    promised = {name: digest for digest, name in lines}
    present = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in GOLDEN.glob("*.json")}
    assert present == promised


@pytest.mark.parametrize("name", FILES)
def test_it_is_understood_and_sent_the_same_way(name):
    golden = wire(name)
    understood = parse(name, golden)
    sent = json.loads(understood.model_dump_json())
    assert_says_at_least(golden, sent)
    assert_exact(sent)
    assert parse(name, sent) == understood
    newer = with_strangers(golden, FREE_FORM.get(name.partition(".")[0], set()))
    assert parse(name, newer) == understood, "fields of a newer peer are ignored"


def assert_exact(obj, key=""):
    """Nothing on the wire is a float for money or a naive time."""
    if isinstance(obj, dict):
        for inner, each in obj.items():
            assert_exact(each, inner)
    elif isinstance(obj, list):
        for each in obj:
            assert_exact(each, key)
    elif key in {"price", "granted", "spent", "wanted", "pool"}:
        assert type(obj) is int, key
    elif key.endswith(("_at", "_time")):
        assert obj is None or obj.endswith("Z"), key


def test_no_word_of_the_vocabulary_is_ever_taken_back():
    words = classes(Enum)
    for name, values in wire("vocabulary.json").items():
        assert set(values) <= {each.value for each in words[name]}, name


def test_a_signature_made_once_is_right_for_ever():
    golden = wire("signature.json")
    body = (GOLDEN / golden["file"]).read_bytes()
    verify(golden["server_key"], body, golden["signature"])
    with pytest.raises(SignatureError):
        verify(golden["server_key"], body.replace(b"150", b"151"), golden["signature"])
