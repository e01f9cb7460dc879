"""``python -m craftbench.cli``."""

import sys

from craftbench.cli.main import main

sys.exit(main())
