"""The primer: a page that explains convolutional networks, computed on samples of the run.

Each chapter is computed by one module and drawn by another; every statement of the page is
tested in ``tests/test_primer.py``.

choice               which data set, network and features are shown
lesson               all chapters, computed on one data set
image_lesson         the chapters that need an image
correlation          correlation, convolution and the flip of the kernel
padding              size of the output, and what the border changes
unrolled             a convolution as a sparse matrix with shared weights
activations          activation functions and their derivatives
pooling              2 × 2 pooling and its gradient
network              a trained network: its first convolution and the outputs of its layers
volumes              weights and multiply-adds, summed over a network
separation           how well classes are separated in a representation
projection           test samples on a plane, by t-SNE
explorer             samples, outputs and filters for the interactive panels
convolution_figures  figures of the chapters on convolution, padding and pooling
layer_figures        figures of activations, volumes, filters and outputs
projection_figures   figure of the projections
page                 the page
"""
