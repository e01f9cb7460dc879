"""A sorting belt under a depth camera: physics, camera, sensor and statistics of its frames."""
