"""Identifier kinds, one a file: each ``standardise`` gives a canonical value and says what is wrong with it."""
