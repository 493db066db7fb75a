"""What is raised where a picture's file cannot be followed to its end."""


class Unreadable(ValueError):
    """The file breaks off, or has parts of which nobody knows what they tell."""
