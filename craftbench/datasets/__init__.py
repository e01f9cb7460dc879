"""Samples: where they come from, and everything that depends on the kind of source.

A source is a class of settings (its keys in a card) and of the behaviour of its samples: loading,
reading one new file, the window of heartbeats, corruptions and the drawing of one sample.

source              the base class of all sources
registry            sources by name; `parse_source` imports a single one
sources             the union of all sources, for cards
by_name             behaviour that is named rather than imported
arrays, cifar, digits, function, feature_table, idx, wfdb_beats
                    sources of one module each
depth_folder        source: depth images of a real camera
image_folder        sources: pictures in class folders, or in a list
signal_table        source: signals in a CSV or Parquet file
simulated_ecg       source: heartbeats of simulated patients
simulated_parcels   source: depth images of a simulated sorting belt
ucr                 source: time series of the UCR and UEA archives
user_table, sample_table, array_labels
                    tables of users: as text, and their columns of label, group and split
lookalikes          names that differ only in case, blanks or unicode form
npy_file            one .npy file, checked against its header
file_digest         a digest of files by their content
rejected            reasons of rejection, with counts
table_features      features that were computed elsewhere, joined to samples
samples             samples with their table and recordings, and their files
stored_rows         arrays on disk, read and written a block of rows at a time
stored_file         reading of files of earlier steps, which may be damaged
measured            measured numbers of samples, and impossible ones
views               raw representations for networks
shown_rows          all samples in a view: in memory where they are few, else on disk
height_channels     channels of height images, for views
new_files           readers of new files, for prediction
corruptions         changes of samples at five severities, for robustness
drawing             pictures of one sample
published_source    the base class of sources whose files are downloaded
class_folders       images in class folders, and what else is there
image_file          one PNG, TIFF or .npy file, its size checked before it is decoded
download            files of publishers, with checksums
http_file, web_address
                    one file from the web, and which addresses are allowed
checksum_list       a publisher's list of checksums
group_pattern       groups from names of files
wfdb_record         one annotated ECG record
wfdb_header, wfdb_annotations
                    its leads and files, and its annotations
wfdb_files          the files that its header names, without the library
windows             windows around heartbeats
unlabelled_beats    windows around R peaks that a detector found
detected_beats, beat_matching
                    annotated beats as a detector finds them, and which is which
height_unit         the unit of stored heights
bounds, random_stream
                    types of settings, and random numbers, of both simulations
"""
