print("footbridge")
