"""Functions of the user's own files: feature sets, networks, classifiers, sources, analyses …

A card names them as ``my_features.py:edge_energy`` or ``my_package.features:edge_energy``, or by
the name under which an installed package offers them. Nothing of craftbench is edited.

reference       such a name: its file, its function and the parameters of that
closure         the files that an own file imports, so that an edit runs again what depends on it
loading         import and call of own code, with errors that name the user's own line
offered         functions that installed packages offer (entry points)
card            references in a card, relative to the card's folder
feature_sets    feature sets by name, built in or own
independence    whether features of a sample depend on other samples
networks, classifiers, models
                models by name, built in or own, and the checks of what own ones return
types           classes that stored models of the user may hold
corruptions     functions that corrupt samples
"""
