"""What moves when two customers become one, and what stands against it.

Every row that names a customer moves to the survivor, whichever app it is of: models are found by
their foreign keys. What must stay, an app says in its configuration:

- `merge_stays`: names of models whose rows stay with the merged customer
- `refuse_merge(survivor, merged)`: raises `Refused` where the app knows a reason against it
- `after_merge(survivor, merged, at)` and `after_undo(survivor, merged, at)`: what follows
"""
