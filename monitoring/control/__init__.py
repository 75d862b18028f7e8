"""Internal control: the catalogue and its tests, findings, exceptions, bundles of evidence."""
