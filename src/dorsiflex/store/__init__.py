"""What was asked, answered and decided at each visit, and will it still be there tomorrow?"""
