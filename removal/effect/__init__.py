"""What removals did: against a control, as a range, or not at all where it cannot be told."""
