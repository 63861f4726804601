"""Semantic patches of one's own: starting one, and trying it on cases, with no kernel tree at hand.

``start`` makes the files of a new semantic patch. ``cases`` reads the cases beside one, ``run`` plans each in a small
tree in memory, and ``update`` writes down what came of it as what is expected.
"""
