"""What does a rule mean? This folder knows no stage and reads no file."""
