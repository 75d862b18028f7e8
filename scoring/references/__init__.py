"""What others publish, as lists and forms show it: grades of regions, and tables of scores."""
