"""Places: the cities of the gazetteer, fields and widgets for them, and the projection of the map."""
