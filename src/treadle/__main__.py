"""`python -m treadle`: the command line without its script."""

from treadle.cli import main

if __name__ == "__main__":
    main()
