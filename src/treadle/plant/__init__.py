"""The use cases: arguments in, nouns out, one file each. Every voice calls these and nothing else."""
