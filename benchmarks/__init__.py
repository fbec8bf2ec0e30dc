"""What measures newsgraph: accuracy, calibration, speed. Run from a checkout, ``python -m benchmarks.accuracy``."""
