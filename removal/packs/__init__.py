"""Policy packs: what the law of a jurisdiction and the house ask of an end, as dated data."""
