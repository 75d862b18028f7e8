"""Following up: tasks, mentions, lessons and the acts on plans, signals and contracts."""
