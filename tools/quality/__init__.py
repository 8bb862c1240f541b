"""Make sets for `benchmarks.quality`: a library, queries, and a truth file that says what is right.

    python -m tools.quality NAME --data FOLDER --to FOLDER [--seed N] [--size N]

Each set is a module of this package with the function `build(data, to, *, seed, size)`, which writes `to/library`,
`to/queries` where pictures are asked with, and `to/truth.json`. The first line of its docstring is what `--help` says.
"""
