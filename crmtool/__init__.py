"""One golden customer master out of many car dealers' exports."""

__version__ = "0.1.0"
