#!/usr/bin/env bash
# Run by Snakemake in the project's folder, with the new environment active.
set -euo pipefail
python -m pip install -e . -c constraints.txt
