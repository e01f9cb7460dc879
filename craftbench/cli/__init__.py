"""The command `craftbench`.

main    the subcommands and their options
"""
