"""What measures newsgraph: accuracy, calibration, speed. ``python -m benchmarks.accuracy`` runs it all."""
