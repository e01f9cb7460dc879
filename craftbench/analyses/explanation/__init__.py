"""One sample explained: what its features measure, and what a network looked at, as drawings.

- `explained`: samples with their drawings, features and probabilities
- `explained_sample`: what is shown of one
- `measured`: what the features measured, by kind of sample
- `drawings`: which drawing shows a feature set
- `height_drawing`, `beat_drawing`, `gradient_drawing`, `plain_drawing`: the drawings
- `feature_rows`: values, units and place among the training samples
- `chosen_samples`, `examined_samples`, `shown_samples`: the test samples of the report's confusion
  matrices: chosen, drawn, stored
- `attention`, `attention_drawing`: maps of a network over the sample
- `explained_page`: a page of explained samples, and the panel of one
- `svg`, `raster`, `colour_scale`: parts of a drawing
"""
