"""One module a shop.

``read_product(page, reading)`` corrects what the general readers found; ``read_catalogue(page)`` reads the rows of a
catalogue page, or gives None.
"""
