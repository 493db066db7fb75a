"""What pages show besides their body: summary lists, development goals, partial dates; and reading many at once."""
