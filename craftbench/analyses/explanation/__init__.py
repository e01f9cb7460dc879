"""One sample explained: what its features measure, and what a network looked at, as drawings.

- `explained`: a sample with its drawings, features and probabilities
- `measured`: what the features measured, by kind of sample
- `height_drawing`, `beat_drawing`, `gradient_drawing`, `plain_drawing`: the drawings
- `feature_rows`: values, units and place among the training samples
- `chosen_samples`, `examined_samples`, `shown_samples`: the test samples of the report's confusion
  matrices: chosen, drawn, stored
- `attention`, `attention_drawing`: maps of a network over the sample
- `explained_page`: a page of explained samples, and the panel of one
- `svg`, `raster`, `colour_scale`: parts of a drawing
"""
