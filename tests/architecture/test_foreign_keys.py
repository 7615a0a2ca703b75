import tomllib

from django.apps import apps

from tests.architecture.tracked import ROOT


def floors() -> dict[str, int]:
    """The floor of every package, 0 at the top, as the import contracts name them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [plan] = [contract["layers"] for contract in contracts if contract["id"] == "floors"]
    return {name.strip(): floor for floor, names in enumerate(plan) for name in names.split("|")}


def place_of(model) -> str:
    """The package on a floor that a model lives in; tables from outside stand under everything."""
    module = model.__module__
    return module.split(".")[1] if module.startswith("kamurj.") else "kernel"


def keys():
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("kamurj."):
            for field in model._meta.get_fields():
                if field.is_relation and field.concrete and field.related_model is not None:
                    yield model, field


def test_there_are_foreign_keys_to_look_at():
    assert len(list(keys())) > 5


def test_no_foreign_key_points_up_or_sideways():
    floor = floors()
    assert [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model, field in keys()
        if place_of(model) != place_of(field.related_model)
        and floor[place_of(field.related_model)] <= floor[place_of(model)]
    ] == []


def test_every_table_is_named_after_its_room():
    assert [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("kamurj.") and not model._meta.db_table.startswith(f"{model._meta.app_label}_")
    ] == []
