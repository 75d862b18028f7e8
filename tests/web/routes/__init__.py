"""What the walk over all routes stands on: the rows it visits and what each route needs."""
