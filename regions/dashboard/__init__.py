"""The first screen after log-in: what somebody writes, and what waits for them."""
