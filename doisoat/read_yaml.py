"""YAML as all rooms read it: safe, and by libyaml where PyYAML was built with it, ten times as fast."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:  # noqa: ANN401 - whatever the text holds
    """What one YAML document holds: mappings, lists, texts, numbers, dates; None where it is empty.

    Raises:
        yaml.YAMLError: the text is no YAML, or more than one document.
    """
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are safe ones
