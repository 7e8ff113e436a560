"""Door: public problems and plain files of one: strip packing, cut orders, line balancing, job shops, a factory."""
