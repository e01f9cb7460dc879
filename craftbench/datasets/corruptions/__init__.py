"""Changes that may happen to samples after training, each at five severities.

corruption    the description of one corruption
corrupt       samples, or the recordings from which they are cut, after a corruption
images        corruptions of grey and colour images
heights       corruptions of height images
signals       corruptions of ECG recordings and of single windows
ecg_noise     synthetic noises of an ECG
warp          rotations and other affine maps of many images
own           corruptions that are functions of the user's own
number_type   corrupted values in the number type of the samples
"""
