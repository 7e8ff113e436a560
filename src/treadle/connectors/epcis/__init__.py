"""EPCIS 2.0 (ISO/IEC 19987) and its vocabulary CBV 2.0: reading, checking, hashing and writing of events."""
