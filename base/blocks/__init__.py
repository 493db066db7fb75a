"""The blocks that bodies are made of: one `StoryBlock` for every page type."""

from base.blocks.story import StoryBlock

__all__ = ["StoryBlock"]
