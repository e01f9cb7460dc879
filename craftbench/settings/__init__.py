"""Settings that a user writes: read from YAML, checked against pydantic models.

yaml_file    a YAML file as plain text, numbers, lists and mappings; nothing else gets in
tree         limits of size and depth of what was read
validation   checks against a model, with errors that name file, key and nearest key
pairs        NAME=VALUE on the command line
names        the rule for every name that becomes a path
"""

from craftbench.settings.validation import Settings, validate
from craftbench.settings.yaml_file import read_yaml

__all__ = ["Settings", "read_yaml", "validate"]
