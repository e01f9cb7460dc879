"""Pictures in class folders.

source       the source: its settings, and the loading of all pictures
listing      the pictures of a folder, and what is left out
picture      the content of one picture file
uniform      one size, number type and colour for all pictures
copies       pictures with the same pixels
new_picture  one new picture, for prediction
"""
