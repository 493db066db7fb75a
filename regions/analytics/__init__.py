"""Page views of public pages, counted without knowing readers."""
