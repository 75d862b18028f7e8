"""Screening names against lists: how names are read, compared, found and decided on."""
