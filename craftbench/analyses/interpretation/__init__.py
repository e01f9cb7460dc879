"""What a fitted arm looks at: blocks of features, or parts of an image or signal."""
