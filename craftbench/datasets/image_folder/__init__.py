"""Pictures in class folders, or in a list.

source       the source `image_folder`
manifest     the source `image_manifest`
pictures     what both have in common: their settings, and the loading of all pictures
picture      the content of one picture file
spool        pictures as they are read, in one temporary file
uniform      one size, number type and colour for all pictures
sizes        pictures of other sizes, brought to one
copies       pictures with the same pixels
new_picture  one new picture, for prediction
"""
