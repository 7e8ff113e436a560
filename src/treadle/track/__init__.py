"""track: entries of the ledger to orders as they stand, when what is late will come, and what must be asked about."""
