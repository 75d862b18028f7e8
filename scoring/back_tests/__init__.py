"""Back-tests: rows scored from snapshots, packed, and measured together."""
