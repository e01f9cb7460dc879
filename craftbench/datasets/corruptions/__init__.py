"""What may go wrong with samples after training, on a ladder of five severities."""
