"""Alert rules: what they may be about, how they are checked, and the SQL they become."""
