"""``python -m ckptgen``."""

import sys

from ckptgen.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
