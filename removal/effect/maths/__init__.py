"""The measuring of effects in plain NumPy: no database, no texts, no names of customers.

A panel holds one outcome by customer and quarter. `stacking` cuts it into cohorts, each treated in
one quarter and held against who was eligible then and is not treated before the window is over.
`estimators` turn cohorts into sums of columns by customer, and `bootstrap` draws customers.
"""
