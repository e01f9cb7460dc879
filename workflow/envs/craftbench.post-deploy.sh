#!/usr/bin/env bash
# Run by Snakemake in the project's folder, with the new environment active.
set -euo pipefail
if [ -f constraints.txt ] && [ -d craftbench ]; then
  python -m pip install -e . -c constraints.txt
else
  # A study outside of a clone. CRAFTBENCH_PACKAGE may name a wheel.
  python -m pip install "${CRAFTBENCH_PACKAGE:-craftbench}"
fi
