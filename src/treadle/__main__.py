"""`python -m treadle`: the command line without its script."""

from treadle.cli import main

main()
