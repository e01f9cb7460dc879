"""The command `craftbench`.

main       runs a subcommand; errors are told in one line
options    the subcommands with their options, and an example of each
commands   what each subcommand does
explained_files
           the pages of `predict --explain`
check      a card, its samples, and what would stop a run later
quiet_import
           TensorFlow imported without its messages
new_study  a folder for a study of one's own: `craftbench init`
study      the files of that folder
version    the version of the package
"""
