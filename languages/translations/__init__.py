"""The life of a translation: created, drafted, published, tracked, and given a new source language."""
