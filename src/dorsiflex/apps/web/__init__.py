"""What does a clinician see of a visit in a browser, and who may come in?"""
