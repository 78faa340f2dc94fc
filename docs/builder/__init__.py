"""What docs/build.py writes, a file for each part of the program."""
