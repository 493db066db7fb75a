"""Links that pages make: extraction, index, checking at night, redirects. `broken` decides what is broken;
`checker` asks the web at night, by `probe`."""
