"""Exchange rates, as lists, forms and pictures show them."""
