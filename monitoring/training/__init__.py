"""Training: courses, who has to know what, and the library of studied cases."""
